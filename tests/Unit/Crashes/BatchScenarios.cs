using Ipc.Platform.CrashPoints;

namespace Ipc.Tests.Crashes;

/// <summary>Three messages are sent at once, while there is room for two.</summary>
internal sealed class BatchSend : CrashScenario
{
    public override string Command => "send-many 10 101 3 5";

    public override IpcObject Make() => IpcQueue.Create(capacity: 3);

    public override void Prepare(CrashStage stage) => stage.Send(1);

    // The third one finds no room: the victim waits for it.
    public override void WhileGoingOn(CrashStage stage) => Assert.Equal(1, stage.Receive(stage.Patience));

    public override void AfterDeath(CrashStage stage)
    {
        // Any number from the first on; those before a step are certain.
        List<int> got = [];
        while (stage.Receive(TimeSpan.Zero) is { } number)
        {
            got.Add(number);
        }

        int certain = stage.Passed(CrashStep.SendPublished) ? 2 : 1;
        Assert.InRange(got.Count, certain, 4);
        Assert.Equal([.. new[] { 1, 101, 102, 103 }.Take(got.Count)], got);
        stage.Send(2);
        stage.ReceiveExactly(2);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent 3", answer);
        stage.ReceiveExactly(101, 102, 103);
    }
}

/// <summary>Three messages are received at once.</summary>
internal sealed class BatchReceive : CrashScenario
{
    public override string Command => "receive-many 3 5";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        for (int number = 1; number <= 4; number++)
        {
            stage.Send(number);
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        List<int> got = [];
        while (stage.Receive(TimeSpan.Zero) is { } number)
        {
            got.Add(number);
        }

        Assert.InRange(got.Count, 1, stage.Passed(CrashStep.ReceiveTaken) ? 3 : 4);
        Assert.Equal([.. Enumerable.Range(1, 4).Skip(4 - got.Count)], got); // What is left, in order.
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1 10, 2 10, 3 10", answer);
        stage.ReceiveExactly(4);
    }
}
