using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Pools;

/// <summary>Workers of a pool are killed at random, while they work.</summary>
[Collection("Pools")]
public sealed class PoolAccidentTests
{
    private const int Items = 10_000;

    // Each item counts itself before it writes, in memory that no death takes along.
    private const string Script = "1..10000 | Invoke-IpcParallel { ($using:counts).Add($_, 1); $_ } -Pool $args[0]";

    public static TheoryData<string> Ways => ["", "-BatchSize 1", "-BatchSize 300 -Retry 100", "-Ordered"];

    [Theory]
    [MemberTurns(nameof(Ways), 2)]
    [Trait("Category", Turns.Category)]
    public void Nothing_is_lost_or_done_twice(string how)
    {
        using HostedShell shell = new();
        IpcPool pool = (IpcPool)shell.Get("$counts = New-IpcArray int 10001; New-IpcPool 2")!;
        IpcArray<int> counts = (IpcArray<int>)shell.Get(",$counts")!;
        using RunningScript call = shell.Begin($"{Script} {how}", pool);
        int kills = 0;
        Random random = new(how.Length);
        for (int next = 500; call.IsRunning && kills < 8; next += random.Next(500, 1500))
        {
            Until.True(() => !call.IsRunning || (counts.ToArray().Sum() >= next && pool.ProcessId.Length > 0), "the next items are done");
            int[] workers = pool.ProcessId;
            if (call.IsRunning && workers.Length > 0)
            {
                Signals.Send(workers[random.Next(workers.Length)], Signals.Kill);
                kills++;
            }
        }

        ShellResult result = call.Wait();
        shell.Run("Remove-IpcPool $args[0]", pool);
        Assert.DoesNotContain(result.Errors, error => ((error.TargetObject as PSObject)?.BaseObject ?? error.TargetObject) is not int);
        int[] done = [.. result.Output.Cast<int>()];
        int[] reported = [.. result.Errors.Select(error => (int)((error.TargetObject as PSObject)?.BaseObject ?? error.TargetObject)!)];
        int[] often = counts.ToArray();
        counts.Close();
        Assert.True(kills > 2, $"Only {kills} workers were killed: this shows nothing.");
        Assert.Equal(Enumerable.Range(1, Items), done.Concat(reported).Order());
        Assert.All(done, item => Assert.True(often[item] >= 1));
        if (how.Contains("Retry", StringComparison.Ordinal))
        {
            Assert.Empty(reported);
            Assert.InRange(often.Sum(), Items, Items + kills);
        }
        else
        {
            Assert.All(result.Errors, error => Assert.StartsWith("IpcWorkerFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal));
            Assert.True(reported.Length <= kills, $"{kills} workers were killed, and {reported.Length} items are "
                + "reported.");
            Assert.All(done, item => Assert.Equal(1, often[item]));
            Assert.All(reported, item => Assert.InRange(often[item], 0, 1));
        }

        if (how.Contains("Ordered", StringComparison.Ordinal))
        {
            Assert.Equal(done.Order(), done);
        }
    }
}
