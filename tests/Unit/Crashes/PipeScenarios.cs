using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A pipe whose right end only the victim holds.</summary>
internal abstract class PipeScenario : CrashScenario
{
    public override IpcObject Make()
    {
        (IpcPipe left, Right) = IpcPipe.Create();
        return left;
    }

    protected IpcPipe? Right { get; private set; }

    protected PeerProcess? Receiver { get; private set; }

    public override void Prepare(CrashStage stage)
    {
        Right!.Close();
        Receiver = stage.Other("left");
        Receiver.TellAndSleep("receive forever", Words.Of(stage.Target));
    }
}

/// <summary>A message is sent through a pipe.</summary>
internal sealed class PipeSend : PipeScenario
{
    public override string Command => "send 10 100 5";

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(stage.Passed(CrashStep.SendPublished) ? "Received 100 10" : "Closed", stage.AnswerOf(Receiver!));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => ((IpcPipe)stage.Target).TrySendBytes([1], stage.Patience)));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent", answer);
        Assert.Equal("Received 100 10", stage.AnswerOf(Receiver!));
        stage.Send(3);
        Assert.Equal("Received 3 10", stage.Victim.Ask("receive 5"));
    }
}

/// <summary>The last handle to an end is closed.</summary>
internal sealed class PipeClose : PipeScenario
{
    public override string Command => "close";

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Closed", stage.AnswerOf(Receiver!));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => ((IpcPipe)stage.Target).TrySendBytes([1], stage.Patience)));
    }

    public override void AfterAll(CrashStage stage, string answer) => AfterDeath(stage);
}

/// <summary>An end is opened.</summary>
internal sealed class PipeOpen : CrashScenario
{
    private IpcPipe? _left;

    public override string Command => $"open pipe {_left!.Id} right";

    public override bool VictimOpens => false;

    public override IpcObject Make()
    {
        (_left, IpcPipe right) = IpcPipe.Create();
        right.Close();
        return _left;
    }

    public override void AfterDeath(CrashStage stage) =>
        Assert.Equal(IpcReceiveResult.Closed, _left!.TryReceiveBytes(new ArrayBufferWriter<byte>(), stage.Patience));

    public override void AfterAll(CrashStage stage, string answer)
    {
        stage.Send(1);
        Assert.Equal("Received 1 10", stage.Victim.Ask("receive 5"));
    }
}
