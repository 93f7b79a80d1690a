using System.Diagnostics;
using Xunit;

namespace Ipc.Tests.Host;

public sealed class HostTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Output_is_exact_and_alone_on_stdout()
    {
        HostProcess run = Run("""
            'hello'
            3.1415926
            "$(0..2)"
            1
            $true
            $null
            Write-Host 'shown'
            """);

        Assert.Equal(Lines("hello", "3.1415926", "0 1 2", "1", "True", "shown"), run.Output);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Objects_are_laid_out_by_the_engine_without_colours()
    {
        HostProcess run = Run("[pscustomobject]@{ Name = 'a'; Count = 1 }");

        Assert.Contains("Name Count", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Theory]
    [InlineData("exit", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("function f { exit 6 }; f; 'not reached'", 6)]
    [InlineData("try { exit 7 } finally { }", 7)]
    [InlineData("1/0; Nope-Command; Write-Error bad", 0)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; 1/0", 1)]
    [InlineData("'not closed", 1)]
    [InlineData("dotnet /no/such/program; 1/0", 0)]
    public void The_exit_code_is_that_of_pwsh(string script, int exitCode)
    {
        HostProcess run = Run(script);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.DoesNotContain("not reached", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_go_to_stderr_with_their_position_and_the_script_goes_on()
    {
        HostProcess run = Run("'before'\n1/0\n'after'\nthrow 'the end'");

        Assert.Equal(Lines("before", "after"), run.Output);
        Assert.Contains("script.ps1:2", run.Error, StringComparison.Ordinal);
        Assert.Contains("Attempted to divide by zero.", run.Error, StringComparison.Ordinal);
        Assert.Contains("script.ps1:4", run.Error, StringComparison.Ordinal);
        Assert.Contains("the end", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void Warnings_verbose_and_debug_text_go_to_stderr()
    {
        HostProcess run = Run("Write-Warning a; Write-Verbose b -Verbose; Write-Debug c -Debug; Write-Verbose no");

        Assert.Equal(string.Empty, run.Output);
        Assert.Equal(Lines("WARNING: a", "VERBOSE: b", "DEBUG: c"), run.Error);
    }

    [Fact]
    public void Arguments_bind_as_under_pwsh_File()
    {
        string script = _folder.Add("param([int]$Count, [switch]$Fast, [string]$Name) \"$Count $Fast $Name $($args -join ',')\"");

        HostProcess run = HostProcess.Run(script, "-Count", "3", "-Fast:$false", "-Name:", "a b", "-5", "rest");

        Assert.Equal(Lines("3 False a b -5,rest"), run.Output);
    }

    [Fact]
    public void An_argument_that_does_not_bind_ends_the_script()
    {
        string script = _folder.Add("param([int]$Count) 'not reached'");

        HostProcess run = HostProcess.Run(script, "-Count", "x");

        Assert.Equal(string.Empty, run.Output);
        Assert.Contains("'Count'", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void The_script_knows_where_it_is()
    {
        HostProcess run = Run("$PSScriptRoot; $PSCommandPath; $Host.Name; $MyInvocation.MyCommand.Name");

        Assert.Equal(Lines(_folder.Path, Path.Combine(_folder.Path, "script.ps1"), "IpcHost", "script.ps1"), run.Output);
    }

    [Fact]
    public void Classes_and_other_scripts_work()
    {
        _folder.Add("param($x) \"other $x\"; exit 3", "other.ps1");

        HostProcess run = Run("""
            using namespace System.IO
            class Point { [int] $X; Point([int] $x) { $this.X = $x } }
            [Point]::new(4).X
            & "$PSScriptRoot/other.ps1" 5
            $LASTEXITCODE
            [Path]::GetFileName('a/b')
            """);

        Assert.Equal(Lines("4", "other 5", "3", "b"), run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_prompt_is_an_error_and_does_not_hang()
    {
        HostProcess run = Run("param([Parameter(Mandatory)] $Needed) 'not reached'");

        Assert.Contains("Needed", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void No_arguments_is_a_usage_error_with_the_usage()
    {
        HostProcess run = HostProcess.Run();

        Assert.Contains("script.ps1 [arguments]", run.Error, StringComparison.Ordinal);
        Assert.Equal(64, run.ExitCode);
    }

    [Fact]
    public void A_missing_script_is_named()
    {
        HostProcess run = HostProcess.Run("nope.ps1");

        Assert.Equal(Lines("Ipc.Host: script 'nope.ps1' was not found."), run.Error);
        Assert.Equal(64, run.ExitCode);
    }

    [SkippableFact]
    public void Ctrl_C_stops_the_script_and_runs_its_finally()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no SIGINT to send.");
        Skip.If(IsInterruptIgnored(), "This process was started with SIGINT ignored, and so are its children.");
        string script = _folder.Add("try { 'started'; Start-Sleep 600; 'not reached' } finally { Write-Host 'cleaned' }");
        Process process = HostProcess.Start(HostProcess.Built, new Dictionary<string, string>(), script);
        Assert.Equal("started", process.StandardOutput.ReadLine());

        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        HostProcess run = HostProcess.Run(process);
        Assert.Equal(Lines("cleaned"), run.Output);
        Assert.Equal(130, run.ExitCode);
    }

    private static bool IsInterruptIgnored()
    {
        const string Path = "/proc/self/status";
        const long Interrupt = 1 << 1;
        string? line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToInt64(line[7..].Trim(), 16) & Interrupt) != 0;
    }

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + Environment.NewLine));

    private HostProcess Run(string script) => HostProcess.Run(_folder.Add(script));
}
