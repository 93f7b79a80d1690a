using System.Buffers;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Memory that a queue lends: written in place, sent without a copy, read in place.</summary>
public sealed class LoanTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Theory]
    [InlineData(1)]
    [InlineData(ChunkPool.ChunkSize)]
    [InlineData(ChunkPool.ChunkSize + 1)]
    [InlineData(4 << 20)]
    public void What_was_written_in_place_is_read_in_place(int size)
    {
        using IpcQueue queue = Queue();
        for (int i = 1; i <= 3; i++)
        {
            IpcLoan loan = queue.Loan(size);
            Assert.Equal((size, true), ((int)loan.Length, loan.IsOpen));
            loan.AsSpan().Fill((byte)i);
            loan.Send();
            queue.TrySendBytes([(byte)i], TimeSpan.Zero);
        }

        Assert.Equal(6, queue.Count);
        List<IpcLoan> received = [];
        for (byte i = 1; i <= 3; i++)
        {
            received.Add(Receive(queue));
            Assert.Equal([i], (byte[])queue.Receive()!);
        }

        Assert.Equal(3, queue.LentCount);
        for (byte i = 1; i <= 3; i++)
        {
            using IpcLoan loan = received[i - 1];
            Assert.Equal(size, loan.AsSpan().Length);
            Assert.Equal(-1, loan.AsSpan().IndexOfAnyExcept(i));
        }

        Assert.Equal(0, queue.LentCount);
    }

    [Fact]
    public void It_is_the_same_memory_and_is_used_again()
    {
        using IpcQueue queue = Queue();
        long size = 0;
        for (int i = 0; i < 100; i++)
        {
            IpcLoan loan = queue.Loan(1 << 20);
            BitConverter.TryWriteBytes(loan.AsSpan(), i);
            loan.Send();
            using IpcLoan received = Receive(queue);
            Assert.Equal(i, BitConverter.ToInt32(received.AsSpan()));
            received.AsSpan()[^1] = 1; // It is the reader's to change.
            size = i == 0 ? queue.Region.Size : size;
        }

        Assert.Equal(size, queue.Region.Size);
    }

    [Fact]
    public void Another_process_reads_what_was_written_here_and_the_other_way_round()
    {
        using IpcQueue queue = Queue();
        using PeerProcess other = PeerProcess.Opening(queue);
        for (int i = 1; i <= 3; i++)
        {
            Send(queue, i, 300_000);
            Assert.Equal($"Received {i} 300000", other.Ask("use-loan 5"));
            Assert.Equal("Sent", other.Ask($"lend 200000 {i} 5"));
            using IpcLoan received = Receive(queue);
            Assert.Equal((i, 200_000), Describe(received));
        }

        Assert.Equal(0, queue.LentCount);
    }

    [Fact]
    public void A_loan_that_was_sent_is_of_no_use_any_more()
    {
        using IpcQueue queue = Queue();
        IpcLoan loan = queue.Loan(1000);
        IpcMemoryView<int> view = loan.AsArray<int>();
        Stream stream = loan.AsStream();
        view[3] = 5;
        queue.Send(loan);
        using IpcLoan received = Receive(queue);
        Action[] uses =
        [
            () => loan.AsSpan(), () => loan.AsArray<int>(), () => loan.ToArray(), () => loan.Fill(1), () => loan.CopyFrom(new byte[3]),
            () => _ = view[3], () => view[3] = 1, () => view.ToArray(), () => view.AsSpan(), () => stream.ReadByte(), () => stream.WriteByte(1),
            loan.Send, () => queue.Send(loan),
        ];
        Assert.All(uses, use => Assert.Equal(IpcError.Closed, Eventually.ErrorOf(use)));
        Assert.False(loan.IsOpen);
        loan.Dispose();
        Assert.Equal(5, received.AsArray<int>()[3]);
        received.Dispose();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => received.AsSpan()));
        Assert.Contains("sent", Assert.Throws<IpcException>(loan.Send).Message, StringComparison.Ordinal);
        Assert.Contains("given back", Assert.Throws<IpcException>(received.Send).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_received_can_be_changed_and_sent_once_more()
    {
        using IpcQueue queue = Queue();
        Send(queue, 1, 100_000);
        IpcLoan loan = Receive(queue);
        loan.Fill(2);
        loan.Send();
        using IpcLoan again = Receive(queue);
        Assert.Equal(-1, again.AsSpan().IndexOfAnyExcept((byte)2));
    }

    [Fact]
    public void A_full_queue_keeps_the_loan_here()
    {
        using IpcQueue queue = Queue(capacity: 1);
        queue.Send(new byte[] { 1 });
        IpcLoan loan = queue.Loan(10);
        Assert.False(loan.TrySend(TimeSpan.Zero));
        Assert.False(queue.TrySend(loan, TimeSpan.FromMilliseconds(10)));
        Assert.Equal(IpcError.Full, Eventually.ErrorOf(() => loan.Send(0)));
        loan.Fill(7);
        Task<bool> sender = Eventually.Start(() => loan.TrySend(s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => loan.Fill(8))); // It is on its way.
        queue.Receive();
        Assert.True(Eventually.Result(sender));
        Assert.True(queue.IsFull);
        using IpcLoan received = Receive(queue);
        Assert.Equal(7, received.AsSpan()[9]);
    }

    [Fact]
    public void Who_waits_to_send_can_be_stopped_and_has_it_still()
    {
        using IpcQueue queue = Queue(capacity: 1);
        queue.Send(new byte[] { 1 });
        using IpcLoan loan = queue.Loan(10);
        using CancellationTokenSource stop = new();
        Task<bool> sender = Eventually.Start(() => loan.TrySend(s_long, stop.Token));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Eventually.Result(sender));
        Assert.True(loan.IsOpen);
        Task<bool> disposed = Eventually.Start(() => loan.TrySend(TimeSpan.FromMilliseconds(200)));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        loan.Dispose();
        Assert.False(Eventually.Result(disposed));
        Assert.Equal(0, queue.LentCount);
    }

    [Fact]
    public void Who_takes_bytes_gets_them()
    {
        using IpcQueue queue = Queue();
        Send(queue, 3, 100_000);
        Send(queue, 4, 10);
        ArrayBufferWriter<byte> bytes = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(bytes, TimeSpan.Zero));
        Assert.Equal(100_000, bytes.WrittenCount);
        List<object?> values = [];
        queue.Send(new byte[] { 1 });
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveMany(10, TimeSpan.Zero, values));
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveMany(10, TimeSpan.Zero, values));
        Assert.Equal(10, Assert.IsType<IpcLoan>(values[0]).Length);
        Assert.Equal([1], Assert.IsType<byte[]>(values[1]));
        ((IpcLoan)values[0]!).Dispose();
        Assert.Equal(0, queue.LentCount);
    }

    [Fact]
    public void A_loan_stays_although_the_queue_is_closed_here()
    {
        IpcQueue queue = Queue();
        string path = queue.Region.Path;
        Send(queue, 1, 100_000);
        IpcLoan loan = Receive(queue);
        queue.Close();
        Assert.Equal((1, 100_000), Describe(loan));
        Assert.True(File.Exists(path));
        loan.Dispose();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Removing_the_queue_ends_its_loans()
    {
        using IpcQueue queue = Queue();
        using IpcLoan loan = queue.Loan(100);
        IpcMemoryView<int> view = loan.AsArray<int>();
        queue.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => loan.AsSpan()));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => _ = view[0]));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(loan.Send));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.Loan(1)));
    }

    [Fact]
    public void A_completed_queue_lends_nothing_and_sends_no_loan()
    {
        using IpcQueue queue = Queue();
        using IpcLoan loan = queue.Loan(100);
        Send(queue, 1, 10);
        queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(loan.Send));
        Assert.True(loan.IsOpen);
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.Loan(1)));
        Receive(queue).Dispose();
        Assert.Equal(IpcReceiveResult.Closed, queue.TryReceive(out _, TimeSpan.Zero));
    }

    [Fact]
    public void Clearing_drops_what_waits_and_leaves_what_is_lent()
    {
        using IpcQueue queue = Queue();
        Send(queue, 1, 100_000);
        using IpcLoan received = Receive(queue);
        using IpcLoan writing = queue.Loan(100_000);
        writing.Fill(9);
        Send(queue, 2, 100_000);
        Assert.Equal(1, queue.Clear());
        for (int i = 3; i < 10; i++)
        {
            Send(queue, i, 100_000);
        }

        Assert.Equal((1, 100_000), Describe(received));
        Assert.Equal(-1, writing.AsSpan().IndexOfAnyExcept((byte)9));
        Assert.Equal(2, queue.LentCount);
    }

    [Fact]
    public void A_queue_takes_its_own_loans_only_and_a_pipe_none()
    {
        using IpcQueue queue = Queue();
        using IpcQueue other = Queue();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(encoding: new PlainBytes());
        using (left)
        using (right)
        {
            using IpcLoan loan = queue.Loan(10);
            Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => other.Send(loan)));
            Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => left.Send(loan)));
            using IpcQueue again = IpcQueue.Open(queue.Id, new PlainBytes());
            again.Send(loan); // Another handle to the same queue.
            Receive(queue).Dispose();
        }
    }

    [Fact]
    public void What_is_lent_cannot_be_leased_and_stays()
    {
        using IpcQueue queue = Queue();
        Send(queue, 1, 10);
        Assert.Equal(
            IpcError.NotSupported, Eventually.ErrorOf(() => queue.TryLease(out _, TimeSpan.Zero, Timeout.InfiniteTimeSpan)));
        Receive(queue).Dispose();
    }

    [Fact]
    public void What_nobody_refers_to_any_more_goes_back()
    {
        using IpcQueue queue = Queue();
        Forget(queue);
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return queue.LentCount == 0;
            },
            "the loans are back");

        static void Forget(IpcQueue queue)
        {
            Send(queue, 1, 100_000);
            Receive(queue);
            queue.Loan(50_000);
        }
    }

    [Fact]
    public void What_a_killed_process_had_goes_back_and_what_a_paused_one_has_does_not()
    {
        using IpcQueue queue = Queue();
        PeerProcess[] holders = [PeerProcess.Opening(queue), PeerProcess.Opening(queue)];
        foreach (PeerProcess holder in holders)
        {
            Send(queue, 1, 100_000);
            Assert.Equal("Received 1 100000", holder.Ask("receive-loan 5"));
            Assert.Equal("ok", holder.Ask("borrow 100000 2"));
        }

        holders[0].Pause();
        holders[1].Kill();
        Eventually.True(
            () =>
            {
                queue.Loan(100_000).Dispose();
                return queue.LentCount == 2;
            },
            "two are back");
        for (int i = 10; i < 20; i++)
        {
            Send(queue, i, 100_000);
        }

        queue.Clear();
        holders[0].Continue();
        Assert.Equal("2 100000", holders[0].Ask("see-loan"));
        Assert.Equal("ok", holders[0].Ask("give-back"));
        Assert.Equal(1, queue.LentCount);
        Array.ForEach(holders, holder => holder.Dispose());
    }

    [Fact]
    public void What_waits_in_a_persistent_queue_is_there_for_the_next_process()
    {
        const string Name = "loans-that-stay";
        using (IpcQueue queue = IpcQueue.Create(0, Name, persistent: true, new PlainBytes()))
        {
            Send(queue, 5, 200_000);
        }

        using IpcQueue again = IpcQueue.Open(Name, new PlainBytes());
        using IpcLoan loan = Receive(again);
        Assert.Equal((5, 200_000), Describe(loan));
        again.Remove();
    }

    [Fact]
    public void More_than_there_is_is_an_error_and_nothing_is_lost()
    {
        using IpcQueue queue = Queue();
        queue.Loan(1).Dispose();
        long size = queue.Region.Size;
        Assert.Equal(IpcError.NoSpace, Eventually.ErrorOf(() => queue.Loan(1L << 42)));
        Assert.Equal((size, 0), (queue.Region.Size, queue.LentCount));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Loan(0));
        Send(queue, 1, 10);
        Receive(queue).Dispose();
    }

    [Fact]
    public void A_repair_leaves_lent_memory_alone_while_something_is_leased()
    {
        using IpcQueue queue = Queue();
        queue.TrySendBytes([1], TimeSpan.Zero);
        queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out IpcLease? lease, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        using IpcLoan loan = queue.Loan(200_000);
        loan.Fill(7);
        queue.Region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50); // Somebody has died inside.
        lease!.Confirm();
        Assert.Equal(-1, loan.AsSpan().IndexOfAnyExcept((byte)7));
    }

    // Where a record of a lease stood, somebody writes the very same bytes into what was lent to him.
    [Fact]
    public void A_lease_that_ran_out_is_not_found_in_lent_memory()
    {
        using IpcQueue queue = Queue();
        queue.Loan(1).Dispose(); // The table has its chunk.
        List<IpcLease> leases = [];
        for (int i = 0; i < 3; i++)
        {
            queue.TrySendBytes(new byte[20_000], TimeSpan.Zero);
            TimeSpan length = i == 0 ? TimeSpan.FromHours(1) : Timeout.InfiniteTimeSpan;
            queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out IpcLease? lease, TimeSpan.Zero, length);
            leases.Add(lease!);
        }

        long chunk = RegionLayout.Data + ((queue.Region.Word(LeaseLog.At).Value - 1L) * ChunkPool.ChunkSize);
        byte[] record = queue.Region.Bytes(chunk, ChunkPool.ChunkSize).ToArray();
        queue.Region.Word(RegionLayout.PayloadAt + ChunkPool.HeaderSize + MessageList.NextExpiryAt).Exchange(1); // An hour has passed.
        queue.Region.Word(chunk + ChunkPool.ChunkHeader + 24).Exchange(1);
        queue.Region.Word(chunk + ChunkPool.ChunkHeader + 28).Exchange(0);
        queue.Region.Word(RegionLayout.PayloadAt + ChunkPool.HeaderSize + MessageList.NextExpiryAt + 4).Exchange(0);
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
        leases[1].Confirm();
        List<IpcLoan> loans = [];
        do
        {
            loans.Add(queue.Loan(ChunkPool.ChunkSize));
        }
        while (((IBytesOwner)loans[^1]).DataAt != chunk && loans.Count < 20);
        Assert.Equal(chunk, ((IBytesOwner)loans[^1]).DataAt);
        loans[^1].CopyFrom(record);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(leases[0].Confirm));
        Assert.Equal(record, loans[^1].ToArray());
        loans.ForEach(loan => loan.Dispose());
        leases[2].Confirm();
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
    }

    // Runs of one size after the other, and messages in between: what is free is used, whatever it was before.
    [Fact]
    public void Memory_is_used_again_for_loans_and_messages_of_other_sizes()
    {
        using IpcQueue queue = Queue();
        long largest = 0;
        for (int round = 0; round < 6; round++)
        {
            foreach (int size in new[] { 2_000_000, 300_000, 50_000, 1_000_000 })
            {
                Send(queue, round, size);
                queue.TrySendBytes(new byte[size], TimeSpan.Zero);
                using IpcLoan loan = Receive(queue);
                Assert.Equal((round, size), Describe(loan));
                Assert.Equal(size, ((byte[])queue.Receive()!).Length);
            }

            largest = round == 2 ? queue.Region.Size : largest;
        }

        Assert.Equal(largest, queue.Region.Size);
    }

    [Fact]
    public void More_loans_than_one_chunk_of_the_table_has()
    {
        using IpcQueue queue = Queue();
        int many = LoanTable.PerChunk + 10;
        for (int i = 0; i < many; i++)
        {
            Send(queue, i, 8);
        }

        for (int i = 0; i < many; i++)
        {
            using IpcLoan loan = Receive(queue);
            Assert.Equal((i, 8), Describe(loan));
            if (i == 500)
            {
                queue.Region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50); // Somebody has died inside.
            }
        }

        Assert.Equal(0, queue.LentCount);
    }

    [Fact]
    public void Many_threads_lend_and_receive()
    {
        const int Each = 300;
        using IpcQueue queue = Queue();
        Task<bool>[] senders = [.. Enumerable.Range(0, 3).Select(sender => Eventually.Start(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                Send(queue, (sender * Each) + i, 40_000);
            }

            return true;
        }))];
        Task<List<int>>[] receivers = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() =>
        {
            List<int> got = [];
            while (queue.TryReceive(out object? value, s_long) == IpcReceiveResult.Received)
            {
                using IpcLoan loan = (IpcLoan)value!;
                got.Add(Describe(loan).Number);
            }

            return got;
        }))];
        Assert.All(senders, sender => Assert.True(Eventually.Result(sender)));
        queue.Complete();
        Assert.Equal(Enumerable.Range(0, 3 * Each), receivers.SelectMany(Eventually.Result).Order());
        Assert.Equal(0, queue.LentCount);
    }

    private static IpcQueue Queue(int capacity = 0) => IpcQueue.Create(capacity, encoding: new PlainBytes());

    private static void Send(IpcQueue queue, int number, int size)
    {
        IpcLoan loan = queue.Loan(size);
        loan.Fill((byte)number);
        BitConverter.TryWriteBytes(loan.AsSpan(), number);
        loan.Send();
    }

    private static IpcLoan Receive(IpcQueue queue)
    {
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceive(out object? value, s_long));
        return Assert.IsType<IpcLoan>(value);
    }

    private static (int Number, int Size) Describe(IpcLoan loan)
    {
        int number = BitConverter.ToInt32(loan.AsSpan());
        Assert.True(loan.AsSpan()[4..].IndexOfAnyExcept((byte)number) < 0, $"Loan {number} is torn.");
        return (number, (int)loan.Length);
    }

    // Giving back and the end of an attempt to send, at the same moment: one of them must see the other.
    [Fact]
    public void What_is_disposed_of_while_it_could_not_be_sent_is_given_back()
    {
        using IpcQueue queue = IpcQueue.Create(1);
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
        for (int i = 0; i < 500; i++)
        {
            IpcLoan loan = queue.Loan(10);
            using Barrier start = new(2);
            Task<bool> disposing = Eventually.Start(() =>
            {
                start.SignalAndWait();
                loan.Dispose();
                return true;
            });
            start.SignalAndWait();
            try
            {
                Assert.False(loan.TrySend(TimeSpan.Zero));
            }
            catch (IpcException e)
            {
                Assert.Equal(IpcError.Closed, e.Error);
            }

            Assert.True(Eventually.Result(disposing));
            Assert.Equal(0, queue.LentCount);
        }
    }

    [Fact]
    public void What_was_given_back_while_somebody_was_inside_is_free_when_somebody_receives()
    {
        using IpcQueue queue = Queue();
        IpcLoan loan = queue.Loan(10);
        queue.Region.AcquireMutex(Sync.Deadline.Never, CancellationToken.None);
        Eventually.Result(Eventually.Start(() =>
        {
            loan.Dispose();
            return true;
        }));
        queue.Region.Mutex.Release();
        Assert.Equal(1, queue.LentCount);
        queue.SendMany(new object[] { new byte[] { 1 }, new byte[] { 2 } });
        Assert.Equal(2, queue.ReceiveMany(5).Length);
        Assert.Equal(0, queue.LentCount);
    }
}
