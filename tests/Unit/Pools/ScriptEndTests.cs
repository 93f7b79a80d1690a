using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>A type that a worker does not know.</summary>
public sealed class KnownToTheCallerOnly;

/// <summary>
/// The table of docs/errors.md: each way in which a block can end, at each place where a user's block runs. No cell
/// hangs, none is silent about an error, and whatever ran there runs the next thing.
/// </summary>
[Collection("Pools")]
public sealed class ScriptEndTests(PoolFixture fixture) : IClassFixture<PoolFixture>
{
    private const string Next = "; 'next' | Invoke-IpcParallel { $_ } -Pool $args[0]";

    private static readonly Dictionary<string, string> s_places = new()
    {
        ["item"] = "1 | Invoke-IpcParallel {0} -Pool $args[0]" + Next,
        ["-Begin"] = "1 | Invoke-IpcParallel {{ \"item $_\" }} -Begin {0} -Pool $args[0]" + Next,
        ["-End"] = "1 | Invoke-IpcParallel {{ \"item $_\" }} -End {0} -Pool $args[0]" + Next,
        ["pooled job"] = "Start-IpcWorker {0} -Pool $args[0] | Receive-IpcWorker -Wait -AutoRemove" + Next,
        ["pool's initialization"] = """
            $pool = New-IpcPool 1 -InitializationScript {0}
            1 | Invoke-IpcParallel {{ "item $_" }} -Pool $pool
            Remove-IpcPool $pool
            """,
        ["worker"] = "Start-IpcWorker {0} | Receive-IpcWorker -Wait -AutoRemove",
        ["worker's initialization"] =
            "Start-IpcWorker {{ 'ran' }} -InitializationScript {0} | Receive-IpcWorker -Wait -AutoRemove",
    };

    private static readonly Dictionary<string, string> s_ends = new()
    {
        ["exit"] = "exit",
        ["exit 3"] = "exit 3",
        ["break"] = "break",
        ["continue"] = "continue",
        ["break to a label"] = "break nowhere",
        ["return"] = "return 'returned'",
        ["throw"] = "throw 'thrown'",
        ["error of a statement"] = "1 / $null; 'after it'",
        ["error that stops"] = "Get-Item nowhere -ErrorAction Stop; 'after it'",
        ["kill"] = "Stop-Process -Id $PID -Force; Start-Sleep 1000",
        ["exit of the process"] = "[Environment]::Exit(5)",
        ["class that does not parse"] = "class A { [Ipc.Tests.Pools.KnownToTheCallerOnly] $Member }; 'after it'",
    };

    /// <summary>Place, end, what is written to output, ids of errors.</summary>
    public static TheoryData<string, string, string, string> Cells()
    {
        TheoryData<string, string, string, string> cells = [];
        foreach (string place in s_places.Keys)
        {
            foreach (string end in s_ends.Keys)
            {
                (string output, string errors) = Expected(place, end);
                cells.Add(place, end, output, errors);
            }
        }

        return cells;
    }

    [Theory]
    [MemberTurns(nameof(Cells), 5)] // Twelve ends a place: each day all places and all ends, in other pairs than their neighbours.
    [Trait("Category", Turns.Category)]
    public void Each_end_is_told_at_each_place(string place, string end, string output, string errors)
    {
        using HostedShell shell = new();
        string block = "{ " + s_ends[end] + " }";
        ShellResult result = shell.Try(s_places[place].Replace("{0}", block).Replace("{{", "{").Replace("}}", "}"), fixture.Pool);
        Assert.Equal(output, string.Join(", ", result.Output));
        Assert.Equal(errors, string.Join(", ", result.ErrorIds.Select(static id => id.Split(',')[0])));
    }

    private static (string Output, string Errors) Expected(string place, string end)
    {
        bool isOnPool = place is "item" or "-Begin" or "-End" or "pooled job";
        string before = place == "-End" ? "item 1" : "";
        string then = place switch
        {
            "-Begin" or "pool's initialization" => "item 1",
            "worker's initialization" => "ran",
            _ => "",
        };

        // What the block itself writes, whether what comes after it runs, and what is told.
        (string written, bool goesOn, string errors) = end switch
        {
            "exit" when place == "-Begin" || place == "pool's initialization" => ("", false, "IpcWorkerFailed"),
            "exit" => ("", false, ""),
            "exit 3" => ("", false, "IpcWorkerFailed"),
            "break" or "continue" or "break to a label" => place == "-Begin" ? ("", false, "IpcWorkerFailed") : ("", true, ""),
            "return" => ("returned", true, ""),
            "throw" => ("", false, "thrown"),
            "error of a statement" => ("after it", true, "RuntimeException"),
            "error that stops" => ("", false, "PathNotFound"),
            "kill" or "exit of the process" => ("", false, place == "-Begin" ? "IpcWorkerFailed, IpcWorkerFailed" : "IpcWorkerFailed"),
            _ => ("", false, "TypeNotFound"),
        };
        if (place == "pool's initialization")
        {
            written = ""; // A pool's initialization writes to nobody.
        }

        string next = isOnPool ? "next" : "";
        return (string.Join(", ", new[] { before, written, goesOn ? then : "", next }.Where(static text => text.Length > 0)), errors);
    }
}
