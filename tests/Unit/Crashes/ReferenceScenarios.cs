using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>
/// The right end of a pipe is on its way through a queue, while somebody sleeps at the left end: that one is told that
/// the far end is closed when nobody can ever receive it, and not before.
/// </summary>
internal abstract class ReferenceScenario : CrashScenario
{
    private Task<IpcReceiveResult>? _waits;
    private IpcPipe? _left;

    public override IpcObject Make() => IpcQueue.Create(encoding: ReferenceEncoding.Instance);

    public override void Prepare(CrashStage stage)
    {
        (_left, IpcPipe right) = IpcPipe.Create();
        stage.More.AddRange([_left, right]);
        Begin(stage, right);
        right.Close();
        _waits = Eventually.Start(() => _left.TryReceiveBytes(new ArrayBufferWriter<byte>(), Eventually.Watchdog));
        Words.AwaitSleeper(Words.Of(_left));
    }

    /// <summary>Brings the right end to where it is when the operation begins.</summary>
    protected abstract void Begin(CrashStage stage, IpcPipe right);

    protected static void Send(CrashStage stage, IpcPipe right) =>
        Assert.True(stage.Queue.TrySend(new IpcObject[] { right }, stage.Patience));

    protected static void Carry(CrashStage stage, IpcPipe right) =>
        Assert.Equal("ok", stage.Victim.Ask($"carry pipe {right.Id} right"));

    /// <summary>
    /// Whether a message waits or is leased: by what the victim had done; but how often it wakes who sleeps at the pipe
    /// depends on when that one has fallen asleep again, so that at such a step it is looked at.
    /// </summary>
    protected static bool IsThere(CrashStage stage, bool expected) => stage.Last is CrashStep.WakeCounted or CrashStep.WakeDone
        ? !stage.Queue.IsRemoved && stage.Queue.Count + stage.Queue.LeasedCount > 0
        : expected;

    /// <summary>The victim lets go of what it sent or received, and crashes no more.</summary>
    protected static void CloseCarried(CrashStage stage)
    {
        stage.Victim.Ask("traced");
        Assert.Equal("ok", stage.Victim.Ask("close-carried"));
    }

    /// <summary>The message is there, and so is what it refers to.</summary>
    protected void ReceiveAndClose(CrashStage stage)
    {
        Assert.Equal(IpcReceiveResult.Received, stage.Queue.TryReceive(out object? value, stage.Patience));
        IpcObject received = Assert.Single((IpcObject[])value!);
        IsOpen();
        received.Close();
    }

    protected IpcPipe OpenRight() => IpcPipe.Open(_left!.Id, IpcPipeEnd.Right);

    protected void IsOpen()
    {
        Assert.True(_left!.IsFarEndOpen, "The far end seems closed.");
        Assert.False(_waits!.IsCompleted, "The far end seemed closed.");
    }

    /// <summary>Nobody can receive it any more, and nothing of it is left.</summary>
    protected void IsOver()
    {
        Assert.Equal(IpcReceiveResult.Closed, Eventually.Result(_waits!));
        Assert.False(_left!.Region.HasEntries, "An entry is left.");
        string path = _left.Region.Path;
        _left.Close();
        Assert.False(File.Exists(path), "The pipe is still there.");
    }
}

/// <summary>It is sent by its only holder, who closes it; perhaps after another message that refers to it.</summary>
internal sealed class ReferenceSend(bool again) : ReferenceScenario
{
    private int _received;

    public override string Command => "send-carried 5";

    protected override void Begin(CrashStage stage, IpcPipe right)
    {
        Carry(stage, right);
        if (again)
        {
            Send(stage, right);
        }
    }

    // Whoever receives it before its entry is settled finds that pending: the sender itself must look.
    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Last == CrashStep.ReferencesSent)
        {
            for (; _received < (again ? 2 : 1); _received++)
            {
                ReceiveAndClose(stage);
            }
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(
        stage, again ? IsSecondThere(stage) : IsThere(stage, stage.Passed(CrashStep.SendPublished)));

    private static bool IsSecondThere(CrashStage stage) =>
        stage.Last is CrashStep.WakeCounted or CrashStep.WakeDone ? stage.Queue.Count == 2 : stage.Passed(CrashStep.SendPublished);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent", answer);
        CloseCarried(stage);
        Finish(stage, sent: true);
    }

    private void Finish(CrashStage stage, bool sent)
    {
        for (int i = (again ? 1 : 0) + (sent ? 1 : 0); i > _received; i--)
        {
            ReceiveAndClose(stage);
        }

        IsOver();
        stage.ReceiveExactly();
    }
}

/// <summary>It is received.</summary>
internal sealed class ReferenceReceive : ReferenceScenario
{
    private bool _isSentAgain;

    public override string Command => "receive-carried 5";

    protected override void Begin(CrashStage stage, IpcPipe right) => Send(stage, right);

    // It has seen that the queue refers to it no more, and must not free the entry of what is sent meanwhile.
    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Last == CrashStep.LookedInside)
        {
            using IpcPipe right = OpenRight();
            Send(stage, right);
            _isSentAgain = true;
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, !stage.Passed(CrashStep.ReceiveTaken)))
        {
            ReceiveAndClose(stage);
        }

        IsOver();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1", answer);
        IsOpen();
        CloseCarried(stage);
        if (_isSentAgain)
        {
            ReceiveAndClose(stage);
        }

        IsOver();
    }
}

/// <summary>The message is dropped with all others.</summary>
internal sealed class ReferenceClear : ReferenceScenario
{
    public override string Command => "clear";

    protected override void Begin(CrashStage stage, IpcPipe right) => Send(stage, right);

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, !stage.Passed(CrashStep.ClearHead)))
        {
            ReceiveAndClose(stage);
        }

        IsOver();
    }

    public override void AfterAll(CrashStage stage, string answer) => IsOver();
}

/// <summary>The message was leased, and is done.</summary>
internal sealed class ReferenceConfirm : ReferenceScenario
{
    public override string Command => "confirm";

    protected override void Begin(CrashStage stage, IpcPipe right)
    {
        Send(stage, right);
        Assert.Equal("Received 1", stage.Victim.Ask("lease-carried 5"));
        Assert.Equal("ok", stage.Victim.Ask("close-carried"));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, !stage.Passed(CrashStep.LeaseDone)))
        {
            ReceiveAndClose(stage);
        }

        IsOver();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        IsOver();
    }
}

/// <summary>The queue is removed.</summary>
internal sealed class ReferenceRemove : ReferenceScenario
{
    public override string Command => "remove";

    protected override void Begin(CrashStage stage, IpcPipe right) => Send(stage, right);

    public override void AfterDeath(CrashStage stage)
    {
        if (IsThere(stage, !stage.Passed(CrashStep.RemoveMarked)))
        {
            ReceiveAndClose(stage);
        }

        IsOver();
        IpcObjectInfo.List(); // The name may be left.
    }

    public override void AfterAll(CrashStage stage, string answer) => IsOver();
}

/// <summary>The last process that has the queue open closes it, and takes no part in what is in it.</summary>
internal sealed class ReferenceClose : ReferenceScenario
{
    private string _path = "";

    public override string Command => "close";

    public override bool VictimOpens => false;

    public override IpcObject Make() => IpcLock.Create();

    protected override void Begin(CrashStage stage, IpcPipe right)
    {
        using IpcQueue queue = IpcQueue.Create();
        _path = queue.Region.Path;
        stage.Victim.Open(queue);
        Carry(stage, right);
        Assert.Equal("Sent", stage.Victim.Ask("send-carried 5"));
        Assert.Equal("ok", stage.Victim.Ask("close-carried"));
    }

    public override void AfterDeath(CrashStage stage) => AfterAll(stage, "");

    public override void AfterAll(CrashStage stage, string answer)
    {
        IsOver();
        IpcObjectInfo.List();
        Assert.False(File.Exists(_path), "The queue is still there.");
    }
}

/// <summary>The last process closes a queue in which there is a message that refers to it.</summary>
internal sealed class ReferenceCloseCycle : CrashScenario
{
    private string _path = "";

    public override string Command => "close";

    public override bool VictimOpens => false;

    public override IpcObject Make() => IpcLock.Create();

    public override void Prepare(CrashStage stage)
    {
        using IpcQueue queue = IpcQueue.Create();
        _path = queue.Region.Path;
        stage.Victim.Open(queue);
        Assert.Equal("ok", stage.Victim.Ask($"carry queue {queue.Id}"));
        Assert.Equal("Sent", stage.Victim.Ask("send-carried 5"));
        Assert.Equal("ok", stage.Victim.Ask("close-carried"));
    }

    public override void AfterDeath(CrashStage stage)
    {
        IpcObjectInfo.List();
        Assert.False(File.Exists(_path), "The queue is still there.");
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("ok", answer);
        Assert.False(File.Exists(_path), "The queue is still there.");
    }
}
