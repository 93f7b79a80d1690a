using CsCheck;
using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>
/// The scheduler under random events: calls and jobs come, workers start, work, die, hang, find no room, time passes.
/// Whatever happens, each item is done once or reported, and every call ends. <see cref="SimulatedPool"/> says what
/// holds meanwhile.
/// </summary>
public sealed class SchedulerProperties
{
    private enum Act
    {
        Step,
        Hear,
        AddItems,
        AddCall,
        EndInput,
        AddJob,
        Die,
        Hang,
        HangHard,
        FailScript,
        LeaveEarly,
        Full,
        NoMemory,
        RefuseJob,
        FailStart,
        Pass,
        PassLong,
        GiveUp,
        KillJob,
        GrowTooLarge,
        Remove,
        Late,
        CancelItem,
        CancelJob,
        Resize,
    }

    private static readonly Gen<(Act, int)> s_steps = Gen.Select(
        Gen.Frequency(
            (60, Gen.Const(Act.Step)), (40, Gen.Const(Act.Hear)), (12, Gen.Const(Act.AddItems)), (2, Gen.Const(Act.AddCall)), (2, Gen.Const(Act.EndInput)),
            (2, Gen.Const(Act.AddJob)), (4, Gen.Const(Act.Die)), (2, Gen.Const(Act.Hang)), (1, Gen.Const(Act.HangHard)), (4, Gen.Const(Act.FailScript)),
            (1, Gen.Const(Act.LeaveEarly)), (2, Gen.Const(Act.Full)), (2, Gen.Const(Act.NoMemory)), (1, Gen.Const(Act.RefuseJob)), (1, Gen.Const(Act.FailStart)),
            (6, Gen.Const(Act.Pass)), (1, Gen.Const(Act.PassLong)), (1, Gen.Const(Act.GiveUp)), (1, Gen.Const(Act.KillJob)), (1, Gen.Const(Act.GrowTooLarge)),
            (1, Gen.Const(Act.Remove)), (1, Gen.Const(Act.Late)), (3, Gen.Const(Act.CancelItem)), (1, Gen.Const(Act.CancelJob)), (2, Gen.Const(Act.Resize))),
        Gen.Int[0, 1 << 20]);

    private static readonly Gen<SchedulerOptions> s_options = Gen.Select(
        Gen.Int[1, 4], Gen.Bool, Of(0, 0, 1, 5, 40), Of<TimeSpan?>(null, null, TimeSpan.FromSeconds(3)),
        (size, all, most, idle) => new SchedulerOptions { Size = size, StartsAll = all, MaxItemsPerWorker = most, IdleTimeout = idle });

    private static readonly Gen<CallOptions> s_calls = Gen.Select(
        Gen.Int[1, 5], Gen.Bool, Of(0, 0, 1, 7, 100), Of<TimeSpan?>(null, TimeSpan.FromSeconds(2)), Gen.Bool, Of(0, 0, 2),
        (throttle, ordered, batch, timeout, end, retry) => new CallOptions
        {
            ThrottleLimit = throttle, IsOrdered = ordered, BatchSize = batch, ItemTimeout = timeout, HasEnd = end, Retry = retry,
        });

    [Fact]
    public void Each_item_is_done_once_or_reported_and_every_call_ends() => EachIsDoneAndAllEnd(1500);

    [Fact]
    [Trait("Category", "Soak")]
    public void Each_item_of_many_runs_is_done_once_or_reported_and_every_call_ends() => EachIsDoneAndAllEnd(50_000);

    private static void EachIsDoneAndAllEnd(int runs) => Gen.Select(s_options, s_calls.Array[1, 3], s_steps.List[0, 400]).Sample(
        (options, calls, steps) =>
        {
            SimulatedPool pool = new(options);
            List<ScheduledCall> open = [pool.AddCall(calls[0])];
            foreach ((Act act, int which) in steps)
            {
                Do(act, which, pool, calls, open);
            }

            Finish(pool, open);
        },
        iter: runs);

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Do(Act act, int which, SimulatedPool pool, CallOptions[] calls, List<ScheduledCall> open)
    {
        SimulatedWorker? worker = pool.Workers.Count == 0 ? null : pool.Workers[which % pool.Workers.Count];
        ScheduledCall? call = open.Count == 0 ? null : open[which % open.Count];
        switch (act)
        {
            case Act.Step:
                worker?.Step();
                break;
            case Act.Hear:
                pool.Hear();
                break;
            case Act.AddItems when call is not null:
                for (int i = which % 20; i >= 0 && !call.IsFull; i--)
                {
                    pool.AddItem(call);
                }

                break;
            case Act.AddCall when open.Count < 4 && !pool.Scheduler.IsRemoved:
                open.Add(pool.AddCall(calls[which % calls.Length]));
                break;
            case Act.EndInput when call is not null:
                pool.EndInput(call);
                open.Remove(call);
                break;
            case Act.AddJob when !pool.Scheduler.IsRemoved:
                pool.AddJob();
                break;
            case Act.Die:
                worker?.Die("SIGKILL");
                break;
            case Act.Hang when worker is not null:
                worker.Hangs = true;
                break;
            case Act.HangHard when worker is not null:
                worker.HangsHard = true;
                break;
            case Act.FailScript:
                worker?.Fail(says: true);
                break;
            case Act.LeaveEarly:
                worker?.Fail(says: false);
                break;
            case Act.Full:
                pool.NextOutcomes.Enqueue(SendOutcome.Full);
                break;
            case Act.NoMemory:
                for (int i = which % 40; i >= 0; i--)
                {
                    pool.NextOutcomes.Enqueue(SendOutcome.NoMemory);
                }

                break;
            case Act.RefuseJob:
                pool.NextOutcomes.Enqueue(SendOutcome.Refused);
                break;
            case Act.FailStart:
                pool.StartsToFail = 1 + (which % 3);
                break;
            case Act.Pass:
                pool.Pass(TimeSpan.FromMilliseconds(which % 100));
                break;
            case Act.PassLong:
                pool.Pass(TimeSpan.FromSeconds(which % 10));
                break;
            case Act.GiveUp when call is not null:
                pool.Scheduler.CallGivenUp(pool.Now, call, TimeSpan.FromSeconds(which % 3));
                pool.CarryOut();
                pool.EndInput(call);
                open.Remove(call);
                break;
            case Act.Late when call is not null:
                pool.Scheduler.CallLate(pool.Now, call, TimeSpan.FromSeconds(which % 3));
                pool.CarryOut();
                pool.EndInput(call);
                open.Remove(call);
                break;
            case Act.CancelItem when call is not null && pool.Given[call].Count > 0:
                pool.Scheduler.ItemCancelled(pool.Now, call, pool.Given[call][which % pool.Given[call].Count]);
                pool.CarryOut();
                break;
            case Act.CancelJob when pool.Jobs.Count > 0:
                pool.Cancel(pool.Jobs[which % pool.Jobs.Count]);
                break;
            case Act.Resize when !pool.Scheduler.IsRemoved:
                pool.Resize(1 + (which % 5));
                break;
            case Act.Remove when which % 2 == 0:
                pool.Scheduler.PoolRemoved(pool.Now, TimeSpan.FromSeconds(which % 3));
                pool.CarryOut();
                break;
            case Act.KillJob when pool.Jobs.Count > 0:
                pool.Scheduler.JobKilled(pool.Jobs[which % pool.Jobs.Count]);
                pool.CarryOut();
                break;
            case Act.GrowTooLarge when worker is not null:
                pool.Scheduler.WorkerTooLarge(worker.State);
                pool.CarryOut();
                break;
        }
    }

    // Nothing goes wrong any more: what hangs is killed from outside, unless the scheduler does it, and then all must
    // come to an end.
    private static void Finish(SimulatedPool pool, List<ScheduledCall> open)
    {
        pool.NextOutcomes.Clear();
        pool.StartsToFail = 0;
        open.ForEach(pool.EndInput);
        while (pool.Workers.Find(worker => worker.IsAlive && (worker.Hangs || worker.HangsHard) && !worker.IsInTimedItem && !worker.IsStopping) is { } hanging)
        {
            hanging.Die("SIGKILL");
        }

        pool.RunToRest(passTime: true);
        pool.CheckAtRest();
        pool.Scheduler.PoolRemoved(pool.Now, TimeSpan.FromSeconds(1));
        pool.CarryOut();
        pool.RunToRest(passTime: true);
        Assert.True(pool.Scheduler.IsOver, "The pool was removed and has not ended.");
        Assert.Empty(pool.Workers);
    }
}
