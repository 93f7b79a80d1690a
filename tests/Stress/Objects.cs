namespace Ipc.Tests.Stress;

/// <summary>The objects of the storm, as one process has them open.</summary>
internal sealed class Objects : IDisposable
{
    public const int Permits = 2;
    public const int Parties = 3;
    public const int MostActors = 64;

    private Objects(
        IpcQueue queue, IpcPipe left, IpcPipe right, IpcLock door, IpcArray<long> pair, IpcSemaphore semaphore, IpcArray<long> inside,
        IpcBarrier barrier, IpcValue<long> counter, IpcEvent end, IpcQueue urgent, IpcBroadcast news, IpcDictionary table, IpcList list,
        IpcReaderWriterLock gate)
    {
        (Queue, Left, Right, Door, Pair) = (queue, left, right, door, pair);
        (Semaphore, Inside, Barrier, Counter, End) = (semaphore, inside, barrier, counter, end);
        (Urgent, News, Table, List, Gate) = (urgent, news, table, list, gate);
        Channels =
        [
            Channel.Of(queue, queue),
            Channel.Of(left, right),
            Channel.Of(right, left),
            new(
                (message, patience) => urgent.TrySendBytes(message, Channel.LevelOf(BitConverter.ToInt64(message)), patience),
                (output, patience) => urgent.TryReceiveBytes(output, patience) == IpcReceiveResult.Received,
                HasLevels: true),
            new(
                (message, _) => list.AddBytes(message) >= 0,
                (output, _) => list.TryPopBytes(0, output)),
        ];
    }

    public IpcQueue Queue { get; }

    public IpcPipe Left { get; }

    public IpcPipe Right { get; }

    public IpcLock Door { get; }

    /// <summary>
    /// Two numbers that are equal for whoever has entered the lock, a third that names who is inside, and a fourth that names
    /// who writes behind the gate.
    /// </summary>
    public IpcArray<long> Pair { get; }

    public IpcSemaphore Semaphore { get; }

    /// <summary>For each actor, whether it holds a permit.</summary>
    public IpcArray<long> Inside { get; }

    public IpcBarrier Barrier { get; }

    public IpcValue<long> Counter { get; }

    /// <summary>Set when the storm is over.</summary>
    public IpcEvent End { get; }

    /// <summary>Messages with priorities.</summary>
    public IpcQueue Urgent { get; }

    /// <summary>Everybody gets every message.</summary>
    public IpcBroadcast News { get; }

    /// <summary>Counters, each under a key, and what each actor keeps for itself.</summary>
    public IpcDictionary Table { get; }

    /// <summary>Messages that are appended, and taken from its beginning.</summary>
    public IpcList List { get; }

    public IpcReaderWriterLock Gate { get; }

    /// <summary>Where messages go in and come out.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    public static Objects Create()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(200_000, name: "storm-pipe");
        return new Objects(
            IpcQueue.Create(50, "storm-queue"), left, right, IpcLock.Create("storm-lock"),
            (IpcArray<long>)IpcArray.Create(typeof(long), 4, name: "storm-pair", noLock: true),
            IpcSemaphore.Create(Permits, Permits, "storm-semaphore"),
            (IpcArray<long>)IpcArray.Create(typeof(long), MostActors, name: "storm-inside", noLock: true),
            IpcBarrier.Create(Parties, "storm-barrier"), (IpcValue<long>)IpcValue.Create(0L, "storm-counter"), IpcEvent.Create(name: "storm-end"),
            IpcQueue.Create(50, "storm-urgent", priority: true), IpcBroadcast.Create(30, name: "storm-news"),
            IpcDictionary.Create("storm-table"), IpcList.Create("storm-list"), IpcReaderWriterLock.Create("storm-gate"));
    }

    public static Objects Open() => new(
        IpcQueue.Open("storm-queue"), IpcPipe.Open("storm-pipe", IpcPipeEnd.Left), IpcPipe.Open("storm-pipe", IpcPipeEnd.Right),
        IpcLock.Open("storm-lock"), (IpcArray<long>)IpcArray.Open("storm-pair"), IpcSemaphore.Open("storm-semaphore"),
        (IpcArray<long>)IpcArray.Open("storm-inside"), IpcBarrier.Open("storm-barrier"), (IpcValue<long>)IpcValue.Open("storm-counter"),
        IpcEvent.Open("storm-end"), IpcQueue.Open("storm-urgent"), IpcBroadcast.Open("storm-news"), IpcDictionary.Open("storm-table"),
        IpcList.Open("storm-list"), IpcReaderWriterLock.Open("storm-gate"));

    public void Dispose()
    {
        IpcObject[] all = [Queue, Left, Right, Door, Pair, Semaphore, Inside, Barrier, Counter, End, Urgent, News, Table, List, Gate];
        foreach (IpcObject one in all)
        {
            one.Dispose();
        }
    }
}
