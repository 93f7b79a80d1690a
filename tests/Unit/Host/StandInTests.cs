using Xunit;

namespace Ipc.Tests.Host;

/// <summary>The stand-ins give what the real cmdlets give; every expectation here was compared with pwsh.</summary>
public sealed class StandInTests(StandInSession session) : IClassFixture<StandInSession>
{
    [Theory]
    [InlineData("Write-Output 1 2; Write-Output @(1, 2) -NoEnumerate | ForEach-Object Count", "1 2 2")]
    [InlineData("Write-Host a b (1, 2)", "a b 1 2")]
    [InlineData("$x = Write-Host z 6>&1; \"got $x\"", "got z")]
    [InlineData("try { Write-Error bad -ErrorId E -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0]; \"$_\" }", "E bad")]
    [InlineData("$w = Write-Warning a 3>&1; $w.GetType().Name", "WarningRecord")]
    [InlineData("$w = [Diagnostics.Stopwatch]::StartNew(); Start-Sleep 0.1; Start-Sleep -Milliseconds 50; $w.ElapsedMilliseconds -ge 149", "True")]
    [InlineData("Get-Date '2020-01-02' -Format 'yyyy/MM'; (Get-Date).GetType().Name", "2020/01 DateTime")]
    [InlineData("(1..9 | Get-Random -Count 3).Count; $r = Get-Random -Minimum 3 -Maximum 5; $r -in 3, 4", "3 True")]
    [InlineData("(1..4 | Measure-Object -Sum).Sum; (1..4 | Measure-Object).Count; ('abc', 'd' | Measure-Object Length -Maximum).Maximum", "10 4 3")]
    [InlineData("3, 1, 2 | Sort-Object; 'b', 'A' | Sort-Object -Descending", "1 2 3 b A")]
    [InlineData("@{ A = 2 }, @{ A = 1 } | Sort-Object { $_.A } | ForEach-Object { $_.A }; 3, 1, 3 | Sort-Object -Unique", "1 2 1 3")]
    [InlineData("& { 1; 2; 3; throw 'not stopped' } | Select-Object -First 2; 1..5 | Select-Object -Last 1; 1..5 | Select-Object -Skip 4", "1 2 5 5")]
    [InlineData("\"$([pscustomobject]@{ A = 1; B = 2 } | Select-Object A, @{ n = 'C'; e = { $_.B * 2 } })\"", "@{A=1; C=4}")]
    [InlineData("[pscustomobject]@{ A = 1, 2 } | Select-Object -ExpandProperty A; 1, 1, 2 | Select-Object -Unique", "1 2 1 2")]
    [InlineData("(New-Object 'System.Collections.Generic.List[int]').Count; (New-Object psobject -Property @{ A = 1 }).A", "0 1")]
    [InlineData("Join-Path a b; Join-Path a b c; Split-Path a/b; Split-Path a/b -Leaf", "a/b a/b/c a b")]
    [InlineData("Set-Content f 1, 2; Add-Content f 3; (Get-Content f) -join '+'; (Get-Content f -Raw).Length; Get-Content f -Tail 1", "1+2+3 6 3")]
    [InlineData("Test-Path f; Set-Content f 1; Test-Path f; Test-Path f -PathType Container; Remove-Item f; Test-Path f", "False True False False")]
    [InlineData("$null = New-Item d/e -ItemType Directory; Set-Content d/e/f 1; (Get-ChildItem d -Recurse).Name -join ' '; (Get-Item d/e).Name", "e f e")]
    [InlineData("$null = New-Item d -ItemType Directory; Set-Location d; Split-Path (Get-Location) -Leaf; cd ..; Test-Path d", "d True")]
    [InlineData("try { Get-Content nope -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0]; $_.CategoryInfo.Category }", "PathNotFound ObjectNotFound")]
    [InlineData("(Get-Process -Id $PID).Id -eq $PID; try { Get-Process -Id 99999999 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }", "True NoProcessFoundForGivenId")]
    [InlineData("$p = [Diagnostics.Process]::Start('sleep', '600'); Stop-Process -Id $p.Id -Force; $p.WaitForExit(30000)", "True")]
    public void A_stand_in_does_what_the_real_cmdlet_does(string script, string output)
    {
        (string shown, string error) = session.Run(script);

        Assert.Equal(string.Empty, error);
        Assert.Equal(output, string.Join(' ', shown.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));
    }
}
