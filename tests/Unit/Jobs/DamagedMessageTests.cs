using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Jobs;

/// <summary>
/// Somebody writes into the queues on which a process hears from its workers: that is an error, and not the end of the
/// process.
/// </summary>
/// <remarks>Not beside others: where it is not known whose message is damaged, all workers of this process are told.</remarks>
[Collection("Damage")]
public sealed class DamagedMessageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(60)]
    public void A_worker_gets_an_error_and_goes_on(int length)
    {
        using HostedShell shell = new();
        using IpcEvent begun = IpcEvent.Create(), go = IpcEvent.Create();
        using RunningScript running = shell.Begin(
            "Start-IpcWorker { param($begun, $go) Set-IpcEvent $begun; $null = Wait-IpcEvent $go; 'on' } "
                + "-ArgumentList $args | Receive-IpcWorker -Wait -AutoRemove",
            begun,
            go);
        Assert.True(begun.TryWait(HostedShell.Watchdog));
        WorkerHub.Instance.Results.TrySendBytes(new byte[length], TimeSpan.FromSeconds(10));
        go.Set();
        ShellResult result = running.Wait();
        Assert.Equal(["on"], result.Output);
        Assert.Equal(["IpcCorrupt"], result.ErrorIds);
    }

    [Fact]
    public void An_exit_that_does_not_say_how_is_corrupt_and_the_worker_goes_on()
    {
        using HostedShell shell = new();
        using IpcEvent go = IpcEvent.Create();
        IpcWorker worker = (IpcWorker)shell.Get("Start-IpcWorker { param($go) $null = Wait-IpcEvent $go; 'on' } "
            + "-ArgumentList $args[0]", go)!;
        int number = (int)typeof(IpcWorker).GetField("_number", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(worker)!;
        using (FrameWriter message = FrameWriter.Rent())
        {
            message.Add(new FrameHeader(FrameKind.Exited, number));
            WorkerHub.Instance.Results.TrySendBytes(message.Written, TimeSpan.FromSeconds(10));
        }

        Until.True(() => worker.Error.Count == 1, "the error has arrived");
        Assert.StartsWith("IpcCorrupt", worker.Error[0].FullyQualifiedErrorId, StringComparison.Ordinal);
        go.Set();
        ShellResult result = shell.Try("$args[0] | Receive-IpcWorker -Wait -AutoRemove", worker);
        Assert.Equal(["on"], result.Output);
        Assert.Equal(["IpcCorrupt"], result.ErrorIds);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(24)]
    public void A_call_on_a_pool_that_hears_what_makes_no_sense_ends_with_that_error(int length)
    {
        using HostedShell shell = new();
        using IpcEvent begun = IpcEvent.Create();
        IpcPool pool = (IpcPool)shell.Get("New-IpcPool 1")!;
        using RunningScript call = shell.Begin("1 | Invoke-IpcParallel { Set-IpcEvent $args[0]; Start-Sleep 1000 } "
            + "-ArgumentList $args[1] -Pool $args[0]", pool, begun);
        Assert.True(begun.TryWait(HostedShell.Watchdog));
        IpcQueue replies = (IpcQueue)typeof(IpcPool).GetField("_replies", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(pool)!;
        replies.TrySendBytes(new byte[length], TimeSpan.FromSeconds(10));
        Assert.Equal(["IpcCorrupt"], call.Wait().ErrorIds);
    }
}
