using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A permit is taken.</summary>
internal sealed class SemaphoreEnter : CrashScenario
{
    public override string Command => "enter 5";

    public override IpcObject Make() => IpcSemaphore.Create(2, 2);

    public override void AfterDeath(CrashStage stage) => SemaphoreExit.TakeAll(stage, 2);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        SemaphoreExit.TakeAll(stage, 1);
    }
}

/// <summary>A permit is given back for which another process sleeps.</summary>
internal sealed class SemaphoreExit : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "exit";

    public override IpcObject Make() => IpcSemaphore.Create(1, 1);

    public override void Prepare(CrashStage stage)
    {
        Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
        _waiter = stage.Other();
        _waiter.TellAndSleep("enter forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Entered", stage.AnswerOf(_waiter!));
        TakeAll(stage, 0);
        Assert.Equal("ok", _waiter!.Ask("exit"));
        TakeAll(stage, 1);
    }

    public override void AfterAll(CrashStage stage, string answer) => AfterDeath(stage);

    internal static void TakeAll(CrashStage stage, int count)
    {
        IpcSemaphore semaphore = (IpcSemaphore)stage.Target;
        for (int i = 0; i < count; i++)
        {
            Assert.True(semaphore.TryEnter(stage.Patience), "A permit is lost.");
        }

        Assert.False(semaphore.TryEnter(TimeSpan.Zero), "A permit too many.");
        if (count > 0)
        {
            semaphore.Exit(count);
        }
    }
}

/// <summary>A signal is taken: nobody holds it, so it does not come back.</summary>
internal sealed class SignalTake : CrashScenario
{
    public override string Command => "enter 5";

    public override IpcObject Make() => IpcSemaphore.Create(2, 2, signal: true);

    public override void AfterDeath(CrashStage stage) => TakeAll(stage, stage.Passed(CrashStep.SemaphoreSignalTaken) ? 1 : 2);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        TakeAll(stage, 1);
    }

    internal static void TakeAll(CrashStage stage, int count)
    {
        IpcSemaphore semaphore = (IpcSemaphore)stage.Target;
        for (int i = 0; i < count; i++)
        {
            Assert.True(semaphore.TryEnter(stage.Patience), "A signal is lost.");
        }

        Assert.False(semaphore.TryEnter(TimeSpan.Zero), "A signal too many.");
    }
}

/// <summary>A signal is given for which another process sleeps.</summary>
internal sealed class SignalGive : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "exit";

    public override IpcObject Make() => IpcSemaphore.Create(0, signal: true);

    public override void Prepare(CrashStage stage)
    {
        _waiter = stage.Other();
        _waiter.TellAndSleep("enter forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.SemaphoreSignalGiven))
        {
            ((IpcSemaphore)stage.Target).Exit();
        }

        AfterAll(stage, "ok");
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", stage.AnswerOf(_waiter!));
        SignalTake.TakeAll(stage, 0);
    }
}

/// <summary>The last step of a countdown for which another process sleeps.</summary>
internal sealed class CountdownStep : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "step";

    public override IpcObject Make() => IpcCountdown.Create(1);

    public override void Prepare(CrashStage stage)
    {
        _waiter = stage.Other();
        _waiter.TellAndSleep("wait forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.CountdownChanged))
        {
            Assert.Equal(1, ((IpcCountdown)stage.Target).CurrentCount);
            ((IpcCountdown)stage.Target).Step();
        }

        AfterAll(stage, "0");
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("0", answer);
        Assert.Equal("Zero", stage.AnswerOf(_waiter!));
        Assert.Equal(0, ((IpcCountdown)stage.Target).CurrentCount);
    }
}

/// <summary>One of two turns of a day is taken.</summary>
internal sealed class RateEnter : CrashScenario
{
    public override string Command => "enter 5";

    public override IpcObject Make() => IpcRateLimit.Create(2, TimeSpan.FromDays(1));

    public override void AfterDeath(CrashStage stage) => TakeAll(stage, stage.Passed(CrashStep.RateTimed) ? 1 : 2);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        TakeAll(stage, 1);
    }

    private static void TakeAll(CrashStage stage, int count)
    {
        IpcRateLimit limit = (IpcRateLimit)stage.Target;
        for (int i = 0; i < count; i++)
        {
            Assert.True(limit.TryEnter(stage.Patience), "A turn is lost.");
        }

        Assert.False(limit.TryEnter(TimeSpan.Zero), "A turn too many.");
    }
}

/// <summary>One waits for a turn that comes in a moment; another one comes after it.</summary>
internal sealed class RateEnterSleeping : CrashScenario
{
    private PeerProcess? _other;

    public override string Command => "enter forever";

    public override IpcObject Make() => IpcRateLimit.Create(1, TimeSpan.FromMilliseconds(150));

    public override void Prepare(CrashStage stage)
    {
        _other = stage.Other();
        ((IpcRateLimit)stage.Target).Enter();
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Target.Region.Mutex.Owner == 0)
        {
            Assert.Equal("Entered", _other!.Ask("enter 15"));
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Entered", _other!.Ask("enter 15"));
        Assert.Equal("Entered", _other!.Ask("enter 15"));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        AfterDeath(stage);
    }
}

/// <summary>Something that is done once is begun.</summary>
internal sealed class OnceBegin : CrashScenario
{
    private PeerProcess? _other;

    public override string Command => "begin 5";

    public override IpcObject Make() => IpcOnce.Create();

    public override void Prepare(CrashStage stage) => _other = stage.Other();

    public override void WhilePaused(CrashStage stage) => Assert.Equal("TimedOut", _other!.Ask("begin 0.1"));

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Begun", _other!.Ask("begin 5"));
        OnceComplete.Finish(stage, _other);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Begun", answer);
        Assert.Equal("TimedOut", _other!.Ask("begin 0"));
        OnceComplete.Finish(stage, stage.Victim);
    }
}

/// <summary>Something that is done once is completed, for which another process waits.</summary>
internal sealed class OnceComplete : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "finish first";

    public override IpcObject Make() => IpcOnce.Create();

    public override void Prepare(CrashStage stage)
    {
        Assert.Equal("Begun", stage.Victim.Ask("begin 5"));
        _waiter = stage.Other();
        _waiter.TellAndSleep("begin forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Passed(CrashStep.OnceDone))
        {
            AfterAll(stage, "ok");
            return;
        }

        Assert.False(((IpcOnce)stage.Target).IsDone);
        Assert.Equal("Begun", stage.AnswerOf(_waiter!));
        Finish(stage, _waiter!);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        Assert.Equal("Done", stage.AnswerOf(_waiter!));
        Assert.Equal("first", _waiter!.Ask("result"));
        Assert.Equal(IpcOnceResult.Done, ((IpcOnce)stage.Target).TryBegin(TimeSpan.Zero));
    }

    internal static void Finish(CrashStage stage, PeerProcess who)
    {
        Assert.Equal("ok", who.Ask("finish second"));
        Assert.Equal(IpcOnceResult.Done, ((IpcOnce)stage.Target).TryBegin(TimeSpan.Zero));
        Assert.Equal("second"u8.ToArray(), ((IpcOnce)stage.Target).GetResult());
    }
}

/// <summary>An event is set for which another process sleeps.</summary>
internal sealed class EventSet(bool autoReset) : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "signal";

    public override IpcObject Make() => IpcEvent.Create(autoReset: autoReset);

    public override void Prepare(CrashStage stage)
    {
        _waiter = stage.Other();
        _waiter.TellAndSleep("wait forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.EventSet))
        {
            ((IpcEvent)stage.Target).Set();
        }

        AfterAll(stage, "ok");
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Set", stage.AnswerOf(_waiter!));
        Assert.Equal(!autoReset, ((IpcEvent)stage.Target).IsSet);
    }
}

/// <summary>An event is reset.</summary>
internal sealed class EventReset : CrashScenario
{
    public override string Command => "reset";

    public override IpcObject Make() => IpcEvent.Create(set: true);

    public override void AfterDeath(CrashStage stage) =>
        Assert.Equal(!stage.Passed(CrashStep.EventReset), ((IpcEvent)stage.Target).IsSet);

    public override void AfterAll(CrashStage stage, string answer) => Assert.False(((IpcEvent)stage.Target).IsSet);
}

/// <summary>An event with auto-reset lets one through.</summary>
internal sealed class EventConsume : CrashScenario
{
    public override string Command => "wait 5";

    public override IpcObject Make() => IpcEvent.Create(set: true, autoReset: true);

    public override void AfterDeath(CrashStage stage) =>
        Assert.Equal(!stage.Passed(CrashStep.EventConsumed), ((IpcEvent)stage.Target).TryWait(TimeSpan.Zero));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Set", answer);
        Assert.False(((IpcEvent)stage.Target).TryWait(TimeSpan.Zero));
    }
}

/// <summary>Two wait on a condition, one of which crashes on its way to sleep or when it is notified.</summary>
internal sealed class ConditionWait(bool onGivenLock = false) : CrashScenario
{
    private PeerProcess? _other;
    private bool _notified;

    public override string Command => "wait forever";

    private static IpcCondition Condition(CrashStage stage) => (IpcCondition)stage.Target;

    public override IpcObject Make() => Make(onGivenLock);

    internal static IpcCondition Make(bool onGivenLock)
    {
        using IpcLock? given = onGivenLock ? IpcLock.Create() : null;
        return IpcCondition.Create(givenLock: given); // It keeps the lock.
    }

    public override void Prepare(CrashStage stage) => Assert.Equal("Entered", stage.Victim.Ask("enter 5"));

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        if (stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target)))
        {
            Notify(stage);
            _notified = true;
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        _other = stage.Other();
        Assert.NotEqual("TimedOut", _other.Ask("enter 5"));
        _other.TellAndSleep("wait forever", Words.Of(stage.Target));
        Notify(stage);
        Assert.Equal("Notified", stage.AnswerOf(_other));
        Assert.Equal("ok", _other.Ask("exit"));
        Assert.Equal(0, Condition(stage).WaitingCount);
    }

    public override void WhilePaused(CrashStage stage)
    {
        // Before it has left the lock nobody can notify it.
        if (!_notified && stage.Passed(CrashStep.LockFreed))
        {
            Notify(stage);
            _notified = true;
        }
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Notified", answer);
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        Assert.Equal(0, Condition(stage).WaitingCount);
    }

    public override void WhileGoingOn(CrashStage stage)
    {
        if (!_notified)
        {
            Eventually.True(() => Condition(stage).WaitingCount == 1 && !stage.Lock.IsHeld, "the victim waits");
            Notify(stage);
        }
    }

    private static void Notify(CrashStage stage)
    {
        Assert.NotEqual(IpcEnterResult.TimedOut, stage.Lock.TryEnter(stage.Patience));
        Condition(stage).Notify();
        stage.Lock.Exit();
    }
}

/// <summary>One of two that wait on a condition is notified.</summary>
internal sealed class ConditionNotify(bool onGivenLock = false) : CrashScenario
{
    private PeerProcess[] _waiters = [];

    public override string Command => "notify 1";

    public override IpcObject Make() => ConditionWait.Make(onGivenLock);

    public override void Prepare(CrashStage stage)
    {
        _waiters = [stage.Other(), stage.Other()];
        foreach (PeerProcess waiter in _waiters)
        {
            Assert.Equal("Entered", waiter.Ask("enter 5"));
            waiter.TellAndSleep("wait forever", Words.Of(stage.Target));
        }

        Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.ConditionGranted));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        Finish(stage, notified: true);
    }

    private void Finish(CrashStage stage, bool notified)
    {
        IpcCondition condition = (IpcCondition)stage.Target;
        if (!notified)
        {
            Assert.NotEqual(IpcEnterResult.TimedOut, stage.Lock.TryEnter(stage.Patience));
            condition.Grant(1);
            stage.Lock.Exit();
        }

        PeerProcess first = Next(stage, _waiters);
        Assert.Equal(1, condition.WaitingCount);
        Assert.Equal("ok", first.Ask("exit"));
        condition.Grant(1);
        Assert.Equal("ok", Next(stage, [.. _waiters.Where(waiter => waiter != first)]).Ask("exit"));
        Assert.Equal(0, condition.WaitingCount);
    }

    private static PeerProcess Next(CrashStage stage, PeerProcess[] waiters)
    {
        Eventually.True(() => waiters.Any(waiter => waiter.HasAnswered), "one of them is notified");
        PeerProcess next = waiters.First(waiter => waiter.HasAnswered);
        Assert.Equal("Notified", stage.AnswerOf(next));
        return next;
    }
}
