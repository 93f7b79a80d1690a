using System.Buffers;
using System.Diagnostics;

namespace Ipc.Tests.Stress;

/// <summary>
/// One process of the storm: does one random operation after the other until the storm is over or it is killed, and
/// writes down before and after each what it does.
/// </summary>
internal sealed class Actor(int place, int number, int seed, Journal journal, Objects objects)
{
    private const int HeaderSize = 8;
    private const int UsualSize = 200;
    private const int LargestSize = 150_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(300);

    private readonly Random _random = new(HashCode.Combine(seed, number));
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<int, int> _news = [];
    private long _messages;
    private int _told;
    private bool _hears;

    public static int Run(string[] words, string journalPath)
    {
        int[] numbers = [.. words.Select(int.Parse)];
        using Journal journal = new(journalPath);
        using Objects objects = Objects.Open();
        new Actor(numbers[0], numbers[1], numbers[2], journal, objects).Run();
        return 0;
    }

    private void Run()
    {
        Action[] operations = [Send, Send, Send, Lend, Receive, Receive, Receive, Lock, Lock, Permit, Meet, Add, Tell, Hear, Count, Keep, Read, Write];
        while (!objects.End.IsSet)
        {
            try
            {
                operations[_random.Next(operations.Length)]();
            }
            catch (IpcException e)
            {
                journal.Write(Entry.Violation, (int)Violation.UnexpectedError, (long)e.Error);
                throw;
            }
        }

        journal.Write(Entry.Ended, 0, 0);
    }

    private void Send()
    {
        int channel = _random.Next(objects.Channels.Count);
        byte[] message = NewMessage(out long id);
        journal.Write(Entry.Sending, channel, id);
        bool sent = objects.Channels[channel].Send(message, Patience());
        journal.Write(sent ? Entry.Sent : Entry.NotSent, channel, id);
    }

    // Memory that is lent, written in place and sent; or given back, since there was no room.
    private void Lend()
    {
        byte[] message = NewMessage(out long id);
        using IpcLoan loan = objects.Queue.Loan(message.Length);
        loan.CopyFrom(message);
        journal.Write(Entry.Sending, 0, id);
        bool sent = loan.TrySend(Patience());
        journal.Write(sent ? Entry.Sent : Entry.NotSent, 0, id);
    }

    private byte[] NewMessage(out long id)
    {
        id = ((long)number << 32) | ++_messages;
        byte[] message = new byte[HeaderSize + _random.Next(_random.Next(8) == 0 ? LargestSize : UsualSize)];
        message.AsSpan().Fill((byte)id);
        BitConverter.TryWriteBytes(message, id);
        return message;
    }

    private void Receive()
    {
        int channel = _random.Next(objects.Channels.Count);
        _buffer.ResetWrittenCount();
        journal.Write(Entry.Receiving, channel, 0);
        if (!objects.Channels[channel].Receive(_buffer, Patience()))
        {
            journal.Write(Entry.NotReceived, channel, 0);
            return;
        }

        journal.Write(Entry.Received, channel, IdOf(_buffer.WrittenSpan, out bool torn));
        if (torn)
        {
            journal.Write(Entry.Violation, (int)Violation.TornMessage, 0);
        }
    }

    /// <summary>A message's own number; whether anything else in it is not what was sent.</summary>
    public static long IdOf(ReadOnlySpan<byte> message, out bool torn)
    {
        long id = message.Length < HeaderSize ? 0 : BitConverter.ToInt64(message);
        torn = id == 0 || message[HeaderSize..].IndexOfAnyExcept((byte)id) >= 0;
        return id;
    }

    private void Lock()
    {
        IpcEnterResult entered = objects.Door.TryEnter(Patience());
        if (entered == IpcEnterResult.TimedOut)
        {
            return;
        }

        IpcArray<long> pair = objects.Pair;
        Check(entered == IpcEnterResult.Abandoned || pair[0] == pair[1], Violation.HalfChangedWithoutWord);
        pair[2] = number;
        pair[0]++;
        Thread.SpinWait(_random.Next(2000));
        pair[1] = pair[0];
        Check(pair[2] == number, Violation.TwoInsideOneLock);
        objects.Door.Exit();
    }

    private void Permit()
    {
        if (!objects.Semaphore.TryEnter(Patience()))
        {
            return;
        }

        objects.Inside[place] = Stopwatch.GetTimestamp() << 16 | (uint)place;
        Thread.SpinWait(_random.Next(2000));
        Check(CountInside() <= Objects.Permits, Violation.TooManyPermits);
        objects.Inside[place] = 0;
        objects.Semaphore.Exit();
    }

    // Those that stand there in two looks, unchanged, were there together in between; the dead are taken out before
    // they are replaced, but not before their permits come back, so a doubt is looked at again.
    private int CountInside()
    {
        int fewest = int.MaxValue;
        for (int look = 0; look < 100 && fewest > Objects.Permits; look++)
        {
            long[] before = objects.Inside.ToArray();
            long[] after = objects.Inside.ToArray();
            fewest = Math.Min(fewest, before.Where((value, i) => value != 0 && value == after[i]).Count());
            if (fewest > Objects.Permits)
            {
                Thread.Sleep(50); // By then whoever was killed has been noticed.
            }
        }

        return fewest;
    }

    private void Meet()
    {
        try
        {
            objects.Barrier.TryWait(Patience(), null, out _);
        }
        catch (IpcException e) when (e.Error == IpcError.BarrierBroken)
        {
            objects.Barrier.Reset();
        }
    }

    private void Add()
    {
        journal.Write(Entry.Adding, 0, 1);
        objects.Counter.Add(1);
        journal.Write(Entry.Added, 0, 1);
    }

    private void Tell()
    {
        long id = ((long)number << 32) | (uint)(_told + 1);
        if (objects.News.TrySendBytes(BitConverter.GetBytes(id), Patience()))
        {
            _told++;
        }
    }

    // All that is there: whoever does not receive holds the others back. Of each sender nothing is missing behind the first.
    private void Hear()
    {
        TimeSpan patience = Patience();
        try
        {
            while (Next(patience) is { } id)
            {
                (int sender, int count) = ((int)(id >> 32), (int)id);
                Check(!_news.TryGetValue(sender, out int before) || before + 1 == count, Violation.NewsMissing);
                _news[sender] = count;
                _hears = true;
                patience = TimeSpan.Zero;
            }
        }
        catch (IpcException e) when (e.Error == IpcError.Full && !_hears)
        {
            _hears = true; // What was dropped before it came is told once; from here on nothing is dropped before it has it.
        }
    }

    private long? Next(TimeSpan patience)
    {
        _buffer.ResetWrittenCount();
        return objects.News.TryReceiveBytes(_buffer, patience) == IpcReceiveResult.Received ? BitConverter.ToInt64(_buffer.WrittenSpan) : null;
    }

    private void Count()
    {
        string key = $"count{_random.Next(5)}";
        journal.Write(Entry.Adding, 1, 1);
        while (!TryCount(key))
        {
        }

        journal.Write(Entry.Added, 1, 1);
    }

    private bool TryCount(string key)
    {
        _buffer.ResetWrittenCount();
        return objects.Table.TryGetBytes(key, _buffer)
            ? objects.Table.TryUpdateBytes(key, BitConverter.GetBytes(BitConverter.ToInt64(_buffer.WrittenSpan) + 1), _buffer.WrittenSpan)
            : objects.Table.TryAddBytes(key, BitConverter.GetBytes(1L));
    }

    // What is this actor's alone is what it was, or is gone.
    private void Keep()
    {
        string key = $"own{place}";
        byte[] mine = NewMessage(out _);
        objects.Table.SetBytes(key, mine);
        _buffer.ResetWrittenCount();
        Check(objects.Table.TryGetBytes(key, _buffer) && _buffer.WrittenSpan.SequenceEqual(mine), Violation.EntryChanged);
        if (_random.Next(2) == 0)
        {
            Check(objects.Table.TryRemove(key) && !objects.Table.ContainsKey(key), Violation.EntryChanged);
        }
    }

    private void Read()
    {
        if (objects.Gate.TryEnterShared(Patience()) == IpcEnterResult.TimedOut)
        {
            return;
        }

        long writer = objects.Pair[3];
        Thread.SpinWait(_random.Next(2000));
        Check(objects.Pair[3] == writer, Violation.WrittenWhileRead);
        objects.Gate.ExitShared();
    }

    private void Write()
    {
        if (objects.Gate.TryEnter(Patience()) == IpcEnterResult.TimedOut)
        {
            return;
        }

        long mine = ((long)number << 32) | (uint)_random.Next();
        objects.Pair[3] = mine;
        Thread.SpinWait(_random.Next(2000));
        Check(objects.Pair[3] == mine, Violation.TwoInsideOneLock);
        objects.Gate.Exit();
    }

    private void Check(bool holds, Violation violation)
    {
        if (!holds)
        {
            journal.Write(Entry.Violation, (int)violation, 0);
        }
    }

    private TimeSpan Patience() => _random.Next(4) == 0 ? TimeSpan.Zero : s_patience * _random.NextDouble();
}
