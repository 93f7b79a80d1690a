using System.Buffers;
using Ipc.Commands;
using Ipc.Regions;

namespace Ipc.Tests.Fuzz;

/// <summary>Every primitive, while its shared memory is changed under it.</summary>
internal sealed class RegionTarget : ITarget
{
    private const long Me = 1;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly byte[] _bytes = new byte[100_000];
    private readonly List<IpcLease> _leases = [];
    private readonly Subject[] _subjects;

    public RegionTarget()
    {
        _subjects =
        [
            Queue(0), Queue(0), Queue(6), Queue(0, priority: true), Broadcast(0, false), Broadcast(4, false), Broadcast(4, true), Arrays(), Loans(),
            Pipe(), Lockable(IpcLock.Create()), Lockable(IpcLock.Create(recursive: true)),
            Value(), Array(), Memory(), Semaphore(), Event(), Barrier(), Condition(), LockSet(), Dictionary(), List(),
            ReaderWriterLock(), Countdown(), RateLimit(), Once(), Listener(), Boxed(), Set(),
        ];
    }

    public bool Feed(Random random)
    {
        bool well = _subjects[random.Next(_subjects.Length)].Feed(random);
        _leases.Clear();
        if (random.Next(200) == 0)
        {
            IpcObjectInfo.List();
            IpcDeadlock.Find();
        }

        return well;
    }

    public void Dispose()
    {
        foreach (Subject subject in _subjects)
        {
            subject.Dispose();
        }
    }

    private Subject Queue(int capacity, bool priority = false)
    {
        IpcQueue queue = IpcQueue.Create(capacity, priority: priority);
        foreach (int size in (int[])[10, 40_000, 0, 30, 20_000])
        {
            queue.TrySendBytes(_bytes.AsSpan(0, size), TimeSpan.Zero);
        }

        for (int level = 1; priority && level < 10; level += 3)
        {
            queue.TrySendBytes(_bytes.AsSpan(0, level * 4000), level, TimeSpan.Zero);
        }

        for (int i = 0; i < 2; i++)
        {
            queue.TryLeaseBytes(_buffer, out _, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        queue.TryLeaseBytes(_buffer, out IpcLease? given, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        given?.Abandon();
        return new Subject(
            queue,
            random => queue.TrySendBytes(Message(random), TimeSpan.Zero),
            random => queue.TrySendBytes(Message(random), random.Next(10), TimeSpan.Zero),
            _ => queue.TryReceiveBytes(Emptied(), TimeSpan.Zero),
            _ => queue.TryReceiveBytes(Emptied(), TimeSpan.Zero),
            _ => queue.TryPeekBytes(Emptied(), TimeSpan.Zero),
            random => queue.TryPeek(new PowerShellEncoding(), random.Next(1, 20), TimeSpan.Zero, new List<IpcPeeked>(), CancellationToken.None),
            random => Lease(queue, random),
            random => Leased(random)?.Confirm(),
            random => Leased(random)?.Abandon(),
            _ => queue.Clear(),
            _ => queue.Complete(),
            _ => queue.TryWaitUntilDone(TimeSpan.Zero),
            ignored => _ = queue.Count + queue.LeasedCount + (queue.IsEmpty ? 1 : 0));
    }

    private Subject Broadcast(int capacity, bool dropsOldest)
    {
        IpcBroadcast queue = IpcBroadcast.Create(capacity, dropsOldest);
        IpcBroadcast[] readers = [.. Enumerable.Range(0, 3).Select(_ => IpcBroadcast.Open(queue.Id))];
        foreach (int size in (int[])[10, 40_000, 0, 30])
        {
            queue.TrySendBytes(_bytes.AsSpan(0, size), TimeSpan.Zero);
        }

        return new Subject(
            queue,
            random => queue.TrySendBytes(Message(random), TimeSpan.Zero),
            random => queue.TrySendBytes(Message(random), TimeSpan.Zero),
            random => readers[random.Next(3)].TryReceiveBytes(Emptied(), TimeSpan.Zero),
            random => readers[random.Next(3)].TryReceiveBytes(Emptied(), TimeSpan.Zero),
            random => Reopen(readers, random.Next(3), queue.Id),
            random => readers[random.Next(3)].TryPeek(new PowerShellEncoding(), random.Next(1, 20), TimeSpan.Zero, new List<IpcPeeked>(), CancellationToken.None),
            _ => queue.Clear(),
            _ => queue.Complete(),
            _ => queue.TryWaitUntilDone(TimeSpan.Zero),
            ignored => _ = queue.Count + queue.Kept + queue.Receivers + readers[0].Count);
    }

    private static void Reopen(IpcBroadcast[] readers, int index, string id)
    {
        readers[index].Close();
        readers[index] = IpcBroadcast.Open(id);
    }

    private Subject Arrays()
    {
        IpcQueue queue = IpcQueue.Create(encoding: new PowerShellEncoding());
        queue.TrySend(_bytes, TimeSpan.Zero);
        queue.TrySend(new int[20_000], TimeSpan.Zero);
        return new Subject(
            queue,
            _ => queue.TrySend(_bytes, TimeSpan.Zero),
            _ => queue.TryReceive(out object? _, TimeSpan.Zero),
            _ => queue.TryReceive(out object? _, TimeSpan.FromTicks(1))); // With time to make the array before it is taken.
    }

    private static Subject Loans()
    {
        IpcQueue queue = IpcQueue.Create(encoding: new PowerShellEncoding());
        List<IpcLoan> kept = [];
        foreach (int size in (int[])[100, 70_000, 40_000, 10])
        {
            queue.Loan(size).Send();
        }

        queue.Loan(50_000).Dispose();
        return new Subject(
            queue,
            random => queue.Loan(random.Next(1, 200_000)).Send(),
            random => kept.Add(queue.Loan(random.Next(1, 100_000))),
            _ => Keep(queue, kept),
            _ => Keep(queue, kept),
            random => One(kept, random)?.Fill(7),
            random => One(kept, random)?.Send(),
            random => One(kept, random)?.Dispose(),
            _ => queue.TrySend(new int[3], TimeSpan.Zero),
            _ => queue.Clear());
    }

    private static void Keep(IpcQueue queue, List<IpcLoan> kept)
    {
        if (queue.TryReceive(out object? value, TimeSpan.Zero) == IpcReceiveResult.Received && value is IpcLoan loan)
        {
            kept.Add(loan);
        }

        if (kept.Count > 10)
        {
            kept[0].Dispose();
            kept.RemoveAt(0);
        }
    }

    private static IpcLoan? One(List<IpcLoan> kept, Random random) =>
        kept.Count == 0 ? null : kept[random.Next(kept.Count)];

    private Subject Pipe()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        left.TrySendBytes(_bytes.AsSpan(0, 40_000), TimeSpan.Zero);
        right.TrySendBytes(_bytes.AsSpan(0, 100), TimeSpan.Zero);
        return new Subject(
            left,
            random => left.TrySendBytes(Message(random), TimeSpan.Zero),
            random => right.TrySendBytes(Message(random), TimeSpan.Zero),
            _ => left.TryReceiveBytes(Emptied(), TimeSpan.Zero),
            _ => right.TryReceiveBytes(Emptied(), TimeSpan.Zero),
            _ => right.Poll(TimeSpan.Zero),
            ignored => _ = left.IsFarEndOpen || left.Count > 0);
    }

    private static Subject Value()
    {
        IpcValue<long> value = (IpcValue<long>)IpcValue.Create(5L);
        return new Subject(value, [.. Entering(value), _ => value.Value++, _ => value.Add(2)]);
    }

    private static Subject Array()
    {
        IpcArray array = IpcArray.Create(typeof(int), 2000);
        return new Subject(array, [.. Entering(array), _ => array.CopyFrom(array.ToArrayObject())]);
    }

    private static Subject Memory()
    {
        IpcMemory memory = IpcMemory.Create(8000);
        return new Subject(
            memory, [.. Entering(memory), _ => memory.CopyFrom(memory.ToArray()), _ => memory.AsArray<int>(4000).Add(5, 1)]);
    }

    private static Subject Lockable(IpcLockable target) => new(target, [.. Entering(target)]);

    private Subject Dictionary()
    {
        IpcDictionary dictionary = IpcDictionary.Create();
        for (int i = 0; i < 400; i++)
        {
            dictionary.SetBytes($"key {i}", _bytes.AsSpan(0, i % 50 == 0 ? 40_000 : i));
        }

        return new Subject(
            dictionary,
            random => dictionary.SetBytes(Key(random), Message(random)),
            random => dictionary.TryAddBytes(Key(random), Message(random)),
            random => dictionary.TryGetBytes(Key(random), Emptied()),
            random => dictionary.TryGetBytes(Key(random), Emptied()),
            random => dictionary.TryUpdateBytes(Key(random), Message(random), []),
            random => dictionary.TryRemove(Key(random)),
            ignored => _ = dictionary.Keys.Cast<object>().Take(1000).Count(),
            _ => dictionary.Clear(),
            ignored => _ = dictionary.Count);
    }

    private Subject List()
    {
        IpcList list = IpcList.Create();
        for (int i = 0; i < 400; i++)
        {
            list.AddBytes(_bytes.AsSpan(0, i % 50 == 0 ? 40_000 : i));
        }

        return new Subject(
            list,
            random => list.AddBytes(Message(random)),
            random => list.TryGetBytes(random.Next(-1, 300), Emptied()),
            random => Try(() => list.SetBytes(random.Next(-1, 300), Message(random))),
            random => Try(() => list.InsertBytes(random.Next(-1, 300), Message(random))),
            random => Try(() => list.RemoveAt(random.Next(-1, 300))),
            _ => list.TryPopBytes(-1, Emptied()),
            _ => list.ReadAll(new ArrayBufferWriter<byte>(), []),
            _ => list.Clear(),
            ignored => _ = list.Count);
    }

    private static string Key(Random random) => $"key {random.Next(450)}";

    // A damaged count may leave fewer elements, or steps, than there were.
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ArgumentOutOfRangeException)
        {
        }
    }

    private static Subject LockSet()
    {
        IpcLockSet locks = IpcLockSet.Create(50);
        return new Subject(
            locks,
            [.. Entering(locks[0]), .. Entering(locks[49]), random => Reopen(locks, random.Next(60)), _ => locks.Region.Descriptor.WakeEveryone(locks.Region)]);
    }

    private static Subject Set()
    {
        IpcSet target = IpcSet.Create();
        target.UnionWith(Enumerable.Range(0, 200).Select(i => $"value {i}"));
        return new Subject(
            target,
            random => target.Add($"value {random.Next(300)}"),
            random => target.Remove($"value {random.Next(300)}"),
            random => target.Contains($"value {random.Next(300)}"),
            ignored => target.ToArray(),
            _ => target.Clear());
    }

    private static Subject Boxed()
    {
        IpcObjectValue value = IpcObjectValue.Create("some text", new PowerShellEncoding());
        return new Subject(
            value,
            [.. Entering(value), _ => value.Value = new string('x', 3000), _ => value.GetValue(), _ => value.TryUpdate("a", "b")]);
    }

    private static Subject Listener()
    {
        IpcListener target = IpcListener.Create(backlog: 3);
        return new Subject(
            target,
            _ => IpcPipe.TryConnect(target.Id, out IpcPipe? _, TimeSpan.Zero),
            _ => target.TryAccept(out IpcPipe? _, TimeSpan.Zero),
            ignored => _ = target.Count + target.Backlog);
    }

    private static Subject Once()
    {
        IpcOnce target = IpcOnce.Create();
        return new Subject(
            target, _ => target.TryBegin(TimeSpan.Zero), _ => target.Complete(new byte[5000]), _ => target.GiveUp(), _ => target.GetResult());
    }

    private static Subject RateLimit()
    {
        IpcRateLimit target = IpcRateLimit.Create(5, TimeSpan.FromTicks(1));
        return new Subject(target, _ => target.TryEnter(), _ => target.TryEnter(TimeSpan.FromTicks(1)), ignored => _ = target.Count);
    }

    private static Subject Countdown()
    {
        IpcCountdown target = IpcCountdown.Create(5);
        return new Subject(
            target,
            _ => Try(() => target.Step()),
            random => Try(() => target.Step(random.Next(1, 4))),
            _ => Try(() => target.Add()),
            random => target.Reset(random.Next(9)),
            _ => target.TryWait(TimeSpan.Zero),
            ignored => _ = target.CurrentCount);
    }

    private static Subject ReaderWriterLock()
    {
        IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        return new Subject(
            target,
            _ => target.TryEnterShared(TimeSpan.Zero, Me),
            _ => target.TryEnterShared(),
            _ => target.TryEnter(TimeSpan.Zero, Me),
            _ => target.TryEnter(),
            _ => target.Exit(Me),
            _ => target.Exit(),
            _ => target.ExitShared(),
            ignored => _ = target.IsHeld || target.IsHeldByMe || target.ReaderCount > 0);
    }

    private static void Reopen(IpcLockSet locks, int index)
    {
        using IpcLock one = IpcLock.Open($"{locks.Id}[{index}]");
        one.TryEnter(TimeSpan.Zero);
    }

    private static Subject Semaphore()
    {
        IpcSemaphore semaphore = IpcSemaphore.Create(3, 5);
        semaphore.TryEnter();
        return new Subject(semaphore, _ => semaphore.TryEnter(), _ => semaphore.Exit(), random => semaphore.Exit(random.Next(1, 4)), ignored => _ = semaphore.CurrentCount);
    }

    private static Subject Event()
    {
        IpcEvent target = IpcEvent.Create(autoReset: true);
        return new Subject(target, _ => target.Set(), _ => target.Reset(), _ => target.TryWait(TimeSpan.Zero), ignored => _ = target.IsSet);
    }

    private static Subject Barrier()
    {
        IpcBarrier barrier = IpcBarrier.Create(3);
        return new Subject(barrier, _ => barrier.TryWait(TimeSpan.Zero, null, out int _), _ => barrier.Abort(), _ => barrier.Reset(), ignored => _ = barrier.ParticipantsWaiting);
    }

    private static Subject Condition()
    {
        IpcCondition condition = IpcCondition.Create();
        return new Subject(
            condition,
            [.. Entering(condition), _ => condition.TryWait(TimeSpan.Zero), _ => condition.Notify(), _ => condition.NotifyAll(), ignored => _ = condition.WaitingCount]);
    }

    private static IEnumerable<Action<Random>> Entering(IpcLockable target) =>
    [
        _ => target.TryEnter(TimeSpan.Zero, Me),
        _ => target.TryEnter(TimeSpan.Zero),
        _ => target.Exit(Me),
        _ => target.Exit(),
        ignored => _ = target.IsHeld || target.IsHeldByMe,
    ];

    private void Lease(IpcQueue queue, Random random)
    {
        TimeSpan time = random.Next(2) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(1);
        if (queue.TryLeaseBytes(Emptied(), out IpcLease? lease, TimeSpan.Zero, time) == IpcReceiveResult.Received)
        {
            _leases.Add(lease!);
        }
    }

    private IpcLease? Leased(Random random) => _leases.Count == 0 ? null : _leases[random.Next(_leases.Count)];

    private ReadOnlySpan<byte> Message(Random random) =>
        _bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(_bytes.Length) : random.Next(100));

    private ArrayBufferWriter<byte> Emptied()
    {
        _buffer.ResetWrittenCount();
        return _buffer;
    }
}
