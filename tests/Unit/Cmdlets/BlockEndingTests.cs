using System.Globalization;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// What ends a user's block, at each place where a cmdlet runs one, as the table of docs/errors.md says: nothing hangs,
/// and whoever is thrown out holds nothing.
/// </summary>
public sealed class BlockEndingTests : ShellTests
{
    private const string Endless = "$null = $ready.Set(); while ($true) { [Threading.Thread]::Sleep(10) }";

    // Where it runs, and what "return 7" comes to there.
    private static readonly Dictionary<string, (string Script, object[] Returned)> s_places = new()
    {
        ["Use-IpcLock"] = ("Use-IpcLock $l {{ {0} }}", [7]),
        ["Use-IpcLock, in a block of the block"] = ("Use-IpcLock $l {{ . {{ {0} }} }}", [7]),
        ["Use-IpcLock of a value"] = ("Use-IpcLock $v {{ {0} }}", [7]),
        ["Update-IpcValue"] = ("Update-IpcValue $v {{ {0} }} -PassThru", [7]),
        ["Wait-IpcBarrier -Action"] = ("Wait-IpcBarrier $b -Action {{ {0} }}", [7]),
        ["$barrier.TryWait(action)"] = ("$i = 0; $b.TryWait([timespan]::FromMinutes(1), {{ {0} }}, [ref]$i)", [true]),
    };

    private static readonly Dictionary<string, (string Block, object[]? Output)> s_endings = new()
    {
        ["exit"] = ("exit 3", []),
        ["break"] = ("break", ["end"]),
        ["continue"] = ("continue", ["end"]),
        ["break of an outer loop"] = ("break outer", ["outside"]),
        ["return"] = ("return 7", null),
        ["throw"] = ("throw 'boo'", ["caught", "end"]),
        ["an error that ends a statement"] = ("1/0", ["caught", "end"]),
        ["an error of a cmdlet of ours"] = ("Get-IpcLock 'no such lock'", ["caught", "end"]),
        ["an error under -ErrorAction Stop"] = ("Get-Item /no/such/file -ErrorAction Stop", ["caught", "end"]),
        ["a class that does not parse"] = (". ([scriptblock]::Create('class X : NoSuchType { }'))", ["caught", "end"]),
    };

    public static TheoryData<string, string> Cells
    {
        get
        {
            TheoryData<string, string> cells = [];
            foreach (string place in s_places.Keys)
            {
                foreach (string ending in s_endings.Keys)
                {
                    cells.Add(place, ending);
                }
            }

            return cells;
        }
    }

    public static TheoryData<string> Places => [.. s_places.Keys];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Nothing_hangs_and_nothing_is_held(string place, string ending)
    {
        (string script, object[] returned) = s_places[place];
        (string block, object[]? output) = s_endings[ending];
        using IpcBarrier barrier = IpcBarrier.Create(2);
        using HostedShell party = new();
        using RunningScript other = party.Begin("Wait-IpcBarrier $args[0] -Quiet", barrier);
        Until.True(() => barrier.ParticipantsWaiting == 1, "the other party waits");
        Shell.Run("$global:l, $global:v, $global:b = (New-IpcLock), (New-IpcValue 1), $args[0]", barrier);

        ShellResult result = Shell.Try(
            $":outer foreach ($twice in 1) {{ foreach ($once in 1) {{ try {{ {Fill(script, block)}; 'after' }} catch {{ "
                + "'caught' } }; 'end' }; 'outside'");
        object[] expected = output ?? [.. returned, "after", "end"];
        bool ends = ending is "exit" or "break of an outer loop";
        Assert.Equal(ends ? expected : [.. expected, "outside"], result.Output);
        Assert.Equal([false, false], Shell.Run("$l.IsHeld; $v.IsHeld"));
        Assert.Equal(place == "Update-IpcValue" && ending == "return" ? 7 : 1, Shell.Get("$v.Value"));
        if (place.Contains("arrier", StringComparison.Ordinal))
        {
            // The one that waits goes on: it has met the others, or is told that it has not.
            ShellResult told = other.Wait();
            Assert.Equal(ending == "return" ? [] : ["IpcBarrierBroken"], told.ErrorIds);
            Assert.Equal(ending != "return", barrier.IsBroken);
        }
        else
        {
            other.Stop();
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_stop_leaves_nothing_held(string place)
    {
        using ManualResetEventSlim ready = new();
        Shell.Run(
            "$global:l, $global:v, $global:b, $global:ready = (New-IpcLock), (New-IpcValue 1), (New-IpcBarrier 1), $args[0]",
            ready);
        using RunningScript running = Shell.Begin(Fill(s_places[place].Script, Endless));
        Assert.True(ready.Wait(HostedShell.Watchdog));
        running.Stop();
        Assert.Equal(
            [false, false, 1, place.Contains("arrier", StringComparison.Ordinal)],
            Shell.Run("$l.IsHeld; $v.IsHeld; $v.Value; $b.IsBroken"));
    }

    [Theory]
    [InlineData("exit 3", false)]
    [InlineData("break", false)]
    [InlineData("continue", false)]
    [InlineData("break outer", false)]
    [InlineData("return 7", true)]
    [InlineData("throw 'boo'", false)]
    [InlineData("1/0", false)]
    [InlineData("Get-IpcLock 'no such lock'", false)]
    [InlineData(". ([scriptblock]::Create('class X : NoSuchType { }'))", false)]
    public void A_script_property_that_does_not_return_is_left_out(string block, bool isThere) => Assert.Equal(
        [isThere, 1, "next"],
        Shell.Run($$"""
            $q = New-IpcQueue
            $o = [pscustomobject]@{ A = 1 } | Add-Member ScriptProperty P { {{block}} } -PassThru
            :outer foreach ($once in 1) { Send-IpcQueue $q $o }
            $r = Receive-IpcQueue $q -NoWait
            'P' -in $r.psobject.Properties.Name; $r.A; 'next'
            """));

    [Fact]
    public void A_stop_in_a_script_property_sends_nothing()
    {
        using ManualResetEventSlim ready = new();
        Shell.Run("$global:q, $global:ready = (New-IpcQueue), $args[0]", ready);
        using RunningScript running = Shell.Begin(
            $"$o = [pscustomobject]@{{ A = 1 }} | Add-Member ScriptProperty P {{ {Endless} }} -PassThru; Send-IpcQueue $q "
                + "$o; $global:next = 1");
        Assert.True(ready.Wait(HostedShell.Watchdog));
        running.Stop();
        Assert.Equal([0, ""], Shell.Run("$q.Count; \"$next\""));
    }

    private static string Fill(string script, string block) => string.Format(CultureInfo.InvariantCulture, script, block);
}
