using Ipc.Commands;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// Another process is paused inside an object's mutex: methods without a time-out wait for it, since it lives, but
/// Ctrl+C ends them, with nothing done.
/// </summary>
public sealed class PausedNeighbourTests : ShellTests
{
    private static readonly Dictionary<string, (Func<IpcObject> Make, string Peer, string Method)> s_cases = new()
    {
        ["semaphore exit"] = (() => IpcSemaphore.Create(0, 5), "exit", "$args[0].Exit()"),
        ["queue complete"] = (() => IpcQueue.Create(), "send 10 1 0", "$args[0].Complete()"),
        ["queue clear"] = (() => IpcQueue.Create(), "send 10 1 0", "$args[0].Clear()"),
        ["queue send"] = (() => IpcQueue.Create(encoding: new PowerShellEncoding()), "send 10 1 0", "$args[0].Send(1)"),
        ["barrier reset"] = (() => IpcBarrier.Create(2), "abort", "$args[0].Reset()"),
        ["barrier abort"] = (() => IpcBarrier.Create(2), "reset", "$args[0].Abort()"),
        ["condition notify"] = (() => IpcCondition.Create(), "notify 1", "if (-not $args[0].IsHeldByMe) { $args[0].Enter() }; $args[0].Notify()"),
        ["Exit-IpcSemaphore"] = (() => IpcSemaphore.Create(0, 5), "exit", "Exit-IpcSemaphore $args[0]"),
        ["Complete-IpcQueue"] = (() => IpcQueue.Create(), "send 10 1 0", "Complete-IpcQueue $args[0]"),
        ["Resume-IpcCondition"] = (() => IpcCondition.Create(), "notify 1", "if (-not $args[0].IsHeldByMe) { Enter-IpcLock $args[0] }; Resume-IpcCondition $args[0]"),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Waiting_for_a_paused_process_can_be_stopped(string name)
    {
        Skip.IfNot(CrashPoint.IsCompiledIn, "Crash points are compiled out of release builds.");
        (Func<IpcObject> make, string command, string method) = s_cases[name];
        using IpcObject target = make();
        using PeerProcess paused = PeerProcess.Opening(target);
        Assert.Equal("ok", paused.Ask($"crash {(int)CrashStep.MutexEntered} 1 {Signals.Stop}"));
        paused.Tell(command);
        Assert.True(paused.AwaitCrash());

        using (RunningScript script = Shell.Begin(method, target))
        {
            Words.AwaitSleeper(target.Region.Word(RegionLayout.MutexWaitAt));
            script.Stop();
        }

        paused.Continue();
        paused.Answer();
        paused.Ask("traced");
        Shell.Run(method, target);
    }
}
