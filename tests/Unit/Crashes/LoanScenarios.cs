using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>Memory of a queue is borrowed, written and sent behind another message.</summary>
/// <param name="again">Whether it is memory that was lent before.</param>
/// <param name="afterDeath">Whether another process has died that had borrowed it.</param>
internal sealed class LoanSend(bool again = false, bool afterDeath = false) : CrashScenario
{
    private const int Size = 100_000;

    public override string Command => $"lend {Size} 100 5";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        if (again)
        {
            Loans.Send(stage, 7, Size);
            Loans.Receive(stage, 7).Dispose();
        }

        if (afterDeath)
        {
            PeerProcess killed = stage.Other();
            Assert.Equal("ok", killed.Ask($"borrow {Size} 9"));
            Loans.Send(stage, 8, Size);
            Assert.Equal($"Received 8 {Size}", killed.Ask("receive-loan 5"));
            killed.Kill();
        }

        stage.Send(1);
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (!stage.IsInside && !stage.Passed(CrashStep.LoanQueued))
        {
            Assert.Equal(1, stage.Receive(stage.Patience));
            using IpcLoan other = stage.Queue.Loan(Size);
            other.Fill(77); // Which is not what the victim has.
            stage.Send(1);
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, answer == "Sent");

    private static void Finish(CrashStage stage, bool sent)
    {
        Loans.Send(stage, 2, Size);
        stage.ReceiveInAnyOrder(sent ? [1, 2, 100] : [1, 2]);
        Loans.AwaitAllBack(stage);
    }
}

/// <summary>What was lent is received, read in place and given back.</summary>
internal sealed class LoanReceive : CrashScenario
{
    private const int Size = 100_000;
    private PeerProcess? _sender;

    public override string Command => "use-loan 5";

    public override IpcObject Make() => IpcQueue.Create(capacity: 3);

    public override void Prepare(CrashStage stage)
    {
        Loans.Send(stage, 1, Size);
        stage.Send(2);
        Loans.Send(stage, 3, Size);
        _sender = stage.Other();
        _sender.TellAndSleep($"lend {Size} 4 forever", Words.SpaceOf(stage.Target));
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Passed(CrashStep.LoanHeld) && !stage.Passed(CrashStep.LoanReturned))
        {
            Loans.AssertHeld(stage); // Whoever is paused has it still.
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.ReceiveTaken));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal($"Received 1 {Size}", answer);
        Finish(stage, taken: true);
    }

    private void Finish(CrashStage stage, bool taken)
    {
        if (!taken)
        {
            Loans.Receive(stage, 1).Dispose();
        }

        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        stage.ReceiveExactly(2, 3, 4);
        Loans.AwaitAllBack(stage);
    }
}

/// <summary>A queue is cleared in which loans wait, while another process has one.</summary>
internal sealed class LoanClear : CrashScenario
{
    private const int Size = 70_000;
    private PeerProcess? _holder;

    public override string Command => "clear";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        Loans.Send(stage, 5, Size);
        _holder = stage.Other();
        Assert.Equal($"Received 5 {Size}", _holder.Ask("receive-loan 5"));
        Loans.Send(stage, 1, Size);
        Loans.Send(stage, 2, Size);
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.ClearHead))
        {
            stage.ReceiveExactly(1, 2);
        }

        Finish(stage);
    }

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage);

    private void Finish(CrashStage stage)
    {
        for (int number = 10; number < 14; number++)
        {
            Loans.Send(stage, number, Size);
        }

        Assert.Equal($"5 {Size}", _holder!.Ask("see-loan"));
        stage.ReceiveExactly(10, 11, 12, 13);
        Assert.Equal("ok", _holder.Ask("give-back"));
        Loans.AwaitAllBack(stage);
    }
}

/// <summary>What the process of the test does with loans.</summary>
internal static class Loans
{
    public static void Send(CrashStage stage, int number, int size)
    {
        using IpcLoan loan = stage.Queue.Loan(size);
        loan.Fill((byte)number);
        BitConverter.TryWriteBytes(loan.AsSpan(), number);
        Assert.True(loan.TrySend(stage.Patience), "Sending hangs.");
    }

    /// <summary>Receives a loan, which must be whole.</summary>
    public static IpcLoan Receive(CrashStage stage, int number)
    {
        Assert.Equal(IpcReceiveResult.Received, stage.Queue.TryReceive(new NoEncoding(), stage.Patience, out object? value, out _, default));
        IpcLoan loan = Assert.IsType<IpcLoan>(value);
        Assert.Equal(number, BitConverter.ToInt32(loan.AsSpan()));
        Assert.True(loan.AsSpan()[4..].IndexOfAnyExcept((byte)number) < 0, $"Loan {number} is torn.");
        return loan;
    }

    public static void AssertHeld(CrashStage stage)
    {
        if (!stage.IsInside)
        {
            Assert.NotEqual(0u, stage.Target.Region.Word(LoanTable.OutAt).Value);
        }
    }

    /// <summary>Nothing is lent any more: what the dead had is free.</summary>
    public static void AwaitAllBack(CrashStage stage)
    {
        Region region = stage.Target.Region;
        Eventually.True(
            () =>
            {
                region.LookAtPeers();
                region.RecoverDead();
                stage.Queue.Loan(1).Dispose();
                return stage.Queue.LentCount == 0;
            },
            "all loans are back");
        stage.ReceiveExactly();
    }

    private sealed class NoEncoding : IMessageEncoding
    {
        public void Encode(object? value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();

        public object? Decode(ReadOnlySpan<byte> message) => throw new NotSupportedException();
    }
}
