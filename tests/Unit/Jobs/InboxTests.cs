using Ipc.Commands;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Jobs;

/// <summary>
/// What a process knows itself comes behind what others had sent by then, needs no shared memory, and comes also when the
/// queue is gone.
/// </summary>
public sealed class InboxTests : IDisposable
{
    private readonly IpcQueue _queue = IpcQueue.Create();
    private readonly Inbox<int> _inbox;
    private readonly List<string> _heard = [];

    public InboxTests() => _inbox = new Inbox<int>(_queue, mostAtOnce: 1);

    public void Dispose() => _queue.Close();

    [Fact]
    public void A_notice_comes_behind_the_messages_that_were_there()
    {
        Send(1, 2, 3);
        _inbox.Post(-1);
        Send(4, 5, 6, 7);
        Hear(until: "7");
        Assert.True(_heard.IndexOf("-1") > _heard.IndexOf("3"));
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], _heard.Where(static heard => heard != "-1"));
    }

    [Fact]
    public void A_notice_does_not_wait_for_an_empty_queue()
    {
        Send(1);
        _inbox.Post(-1);
        for (int i = 2; !_heard.Contains("-1"); i++)
        {
            Assert.InRange(i, 0, 10);
            Send(i, i);
            HearOnce();
        }

        Assert.True(_queue.Count > 0);
    }

    [Fact]
    public void Who_waits_is_woken_by_a_notice()
    {
        Task waiting = Eventually.Start(() =>
        {
            Hear(until: "-1");
            return true;
        });
        _inbox.Post(-1);
        Assert.True(Eventually.Result((Task<bool>)waiting));
    }

    [Fact]
    public void Many_notices_from_many_threads_each_come_once_and_behind_their_messages()
    {
        const int Each = 300;
        Task<bool>[] senders = [.. Enumerable.Range(0, 4).Select(sender => Eventually.Start(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                int number = (sender * Each) + i + 1;
                Send(number);
                _inbox.Post(-number);
            }

            return true;
        }))];
        Eventually.Result(Eventually.Start(() =>
        {
            while (_heard.Count < 2 * 4 * Each)
            {
                HearOnce();
            }

            return true;
        }));
        Assert.All(senders, sender => Assert.True(Eventually.Result(sender)));
        Dictionary<int, int> at = _heard.Select(static (heard, i) => (int.Parse(heard, System.Globalization.CultureInfo.InvariantCulture), i))
            .ToDictionary(static pair => pair.Item1, static pair => pair.i);
        Assert.All(Enumerable.Range(1, 4 * Each), number => Assert.True(at[-number] > at[number]));
    }

    [Fact]
    public void A_removed_queue_is_told_once_and_notices_go_on()
    {
        _queue.Remove();
        Assert.Equal(IpcError.NotFound, Assert.Throws<IpcException>(HearOnce).Error);
        _inbox.Post(-1);
        Hear(until: "-1");
        _inbox.Post(-2);
        Hear(until: "-2");
        Assert.Equal(["-1", "-2"], _heard);
    }

    [SkippableFact]
    public void Behind_one_who_is_paused_within_the_queue_a_notice_does_not_overtake_what_is_there()
    {
        Skip.IfNot(Repository.Configuration == "Debug", "Release builds have no crash points.");
        using PeerProcess paused = PeerProcess.Opening(_queue);
        Send(1, 2);

        // Not where it enters: it leaves again without a message when it finds that it has to look more closely.
        Assert.Equal("ok", paused.Ask($"crash {(int)Ipc.Platform.CrashPoints.CrashStep.ReceiveCopied} 1 {Signals.Stop}"));
        paused.Tell("receive 10");
        Assert.True(paused.AwaitCrash());
        _inbox.Post(-1);
        HearOnce();
        Assert.Empty(_heard);
        paused.Continue();
        Hear(until: "-1");
        Assert.Equal(2, _heard.Count); // The peer has one of them.
    }

    private void Send(params int[] numbers)
    {
        foreach (int number in numbers)
        {
            _queue.TrySendBytes(BitConverter.GetBytes(number), Eventually.Watchdog);
        }
    }

    private void Hear(string until)
    {
        while (!_heard.Contains(until))
        {
            HearOnce();
        }
    }

    private void HearOnce()
    {
        List<int> notices = [];
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        try
        {
            _inbox.Receive(
                (timeout, wake) => _queue.TryReceiveBytes(bytes, timeout, wake) == IpcReceiveResult.Received ? 1 : 0,
                Eventually.Watchdog,
                notices);
        }
        finally
        {
            if (bytes.WrittenCount > 0)
            {
                _heard.Add($"{BitConverter.ToInt32(bytes.WrittenSpan)}");
            }

            _heard.AddRange(notices.Select(static notice => $"{notice}"));
        }
    }
}
