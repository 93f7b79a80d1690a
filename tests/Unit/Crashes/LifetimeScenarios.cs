using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A named object is made.</summary>
internal sealed class Create(string kind) : CrashScenario
{
    private readonly string _name = $"crash-{kind}";
    private IpcLock? _mine;

    public override string Command => $"create {kind} {_name}";

    public override bool VictimOpens => false;

    // What it is about does not exist yet.
    public override IpcObject Make() => IpcLock.Create();

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Passed(CrashStep.CreatePublished))
        {
            Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create(_name)));
        }
        else
        {
            _mine = IpcLock.Create(_name);
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        using IpcLock mine = IpcLock.Create(_name);
        Assert.Equal(IpcEnterResult.Entered, mine.TryEnter(TimeSpan.Zero));
        Assert.DoesNotContain(IpcObjectInfo.List(), info => info.Holders.Contains(stage.Victim.Pid));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal(_mine is null ? "ok" : "error AlreadyExists", answer);
        _mine?.Close();
    }
}

/// <summary>An object is opened, whose only holder may close it meanwhile.</summary>
internal sealed class Open(bool closes) : CrashScenario
{
    private IpcLock? _target;

    public override string Command => $"open lock {_target!.Id}";

    public override bool VictimOpens => false;

    public override IpcObject Make() => _target = IpcLock.Create();

    public override void WhilePaused(CrashStage stage)
    {
        if (closes)
        {
            stage.Target.Close();
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(IpcEnterResult.Entered, stage.Lock.TryEnter(TimeSpan.Zero));
        stage.Lock.Exit();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        if (answer == "ok")
        {
            Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
            Assert.Equal("ok", stage.Victim.Ask("close"));
        }
        else
        {
            Assert.True(closes && answer == "error NotFound", answer);
        }
    }
}

/// <summary>An object is closed that another process still holds.</summary>
internal sealed class CloseOne : CrashScenario
{
    public override string Command => "close";

    public override IpcObject Make() => IpcLock.Create();

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Passed(CrashStep.LeaveOutside))
        {
            string path = stage.Target.Region.Path;
            stage.Target.Close();
            Assert.False(File.Exists(path), "The last holder has left, and the object is still there.");
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(IpcEnterResult.Entered, stage.Lock.TryEnter(TimeSpan.Zero));
        stage.Lock.Exit();
    }

    public override void AfterAll(CrashStage stage, string answer) => Assert.Equal("ok", answer);
}

/// <summary>An object is closed by its last holder.</summary>
internal sealed class CloseLast : CrashScenario
{
    private const string Name = "crash-last";

    public override string Command => "close";

    public override IpcObject Make() => IpcLock.Create(Name);

    public override void Prepare(CrashStage stage) => stage.Target.Close();

    public override void AfterDeath(CrashStage stage)
    {
        Assert.DoesNotContain(IpcObjectInfo.List(), info => info.Name == Name);
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcLock.Open(Name)));
        using IpcLock again = IpcLock.Create(Name);
        Assert.Equal(IpcEnterResult.Entered, again.TryEnter(TimeSpan.Zero));
    }

    public override void AfterAll(CrashStage stage, string answer) => AfterDeath(stage);
}

/// <summary>An object is removed for everybody while another process sleeps on it.</summary>
internal sealed class Remove : CrashScenario
{
    private const string Name = "crash-removed";

    private PeerProcess? _sleeper;

    public override string Command => "remove";

    public override IpcObject Make() => IpcQueue.Create(name: Name);

    public override void Prepare(CrashStage stage)
    {
        _sleeper = stage.Other();
        _sleeper.TellAndSleep("receive forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.RemoveMarked))
        {
            stage.Send(1);
            Assert.Equal("Received 1 10", stage.AnswerOf(_sleeper!));
            return;
        }

        AfterAll(stage, "ok");
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("error NotFound", stage.AnswerOf(_sleeper!));
        using IpcQueue again = IpcQueue.Create(name: Name);
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => stage.Queue.TrySendBytes([1], TimeSpan.Zero)));
    }
}
