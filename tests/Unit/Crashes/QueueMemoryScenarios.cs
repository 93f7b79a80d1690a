using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;

namespace Ipc.Tests.Crashes;

/// <summary>
/// A queue that has held more than is worth keeping, so that chunks given back lose their memory and are filled again.
/// </summary>
internal abstract class QueueOfMuch : CrashScenario
{
    protected static int Size { get; } = (int)Math.Max(100_000, ChunkPool.KeptBytes(RegionFolder.Default) * 9 / 16); // Two are more than what is kept free.

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        for (int number = 1; number <= 3; number++)
        {
            stage.Send(number, Size);
        }

        Assert.Equal(1, stage.Receive(stage.Patience));
        Assert.Equal(2, stage.Receive(stage.Patience));
    }
}

/// <summary>The last large message is received: its chunks become hollow.</summary>
internal sealed class QueueReceiveMuch : QueueOfMuch
{
    public override string Command => "receive 5";

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.ReceiveTaken));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal($"Received 3 {Size}", answer);
        Finish(stage, taken: true);
    }

    private static void Finish(CrashStage stage, bool taken)
    {
        stage.Send(4, 3 * Size);
        stage.ReceiveExactly(taken ? [4] : [3, 4]);
    }
}

/// <summary>A message is sent that needs what is free, what is hollow, and more.</summary>
internal sealed class QueueSendMuch : QueueOfMuch
{
    public override string Command => $"send {3 * Size} 100 5";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Assert.Equal(3, stage.Receive(stage.Patience));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, answer == "Sent");

    private static void Finish(CrashStage stage, bool sent)
    {
        stage.Send(4, Size);
        stage.ReceiveExactly(sent ? [100, 4] : [4]);
    }
}
