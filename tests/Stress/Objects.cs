namespace Ipc.Tests.Stress;

/// <summary>The objects of the storm, as one process has them open.</summary>
internal sealed class Objects : IDisposable
{
    public const int Permits = 2;
    public const int Parties = 3;
    public const int MostActors = 64;

    private Objects(
        IpcQueue queue, IpcPipe left, IpcPipe right, IpcLock door, IpcArray<long> pair, IpcSemaphore semaphore, IpcArray<long> inside,
        IpcBarrier barrier, IpcValue<long> counter, IpcEvent end)
    {
        (Queue, Left, Right, Door, Pair) = (queue, left, right, door, pair);
        (Semaphore, Inside, Barrier, Counter, End) = (semaphore, inside, barrier, counter, end);
    }

    public IpcQueue Queue { get; }

    public IpcPipe Left { get; }

    public IpcPipe Right { get; }

    public IpcLock Door { get; }

    /// <summary>
    /// Two numbers that are equal for whoever has entered the lock, and a third that names who is inside.
    /// </summary>
    public IpcArray<long> Pair { get; }

    public IpcSemaphore Semaphore { get; }

    /// <summary>For each actor, whether it holds a permit.</summary>
    public IpcArray<long> Inside { get; }

    public IpcBarrier Barrier { get; }

    public IpcValue<long> Counter { get; }

    /// <summary>Set when the storm is over.</summary>
    public IpcEvent End { get; }

    /// <summary>Where messages go in and come out: the queue, and both directions of the pipe.</summary>
    public (IpcChannel In, IpcChannel Out)[] Channels => [(Queue, Queue), (Left, Right), (Right, Left)];

    public static Objects Create()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(200_000, name: "storm-pipe");
        return new Objects(
            IpcQueue.Create(50, "storm-queue"), left, right, IpcLock.Create("storm-lock"),
            (IpcArray<long>)IpcArray.Create(typeof(long), 3, name: "storm-pair", noLock: true),
            IpcSemaphore.Create(Permits, Permits, "storm-semaphore"),
            (IpcArray<long>)IpcArray.Create(typeof(long), MostActors, name: "storm-inside", noLock: true),
            IpcBarrier.Create(Parties, "storm-barrier"), (IpcValue<long>)IpcValue.Create(0L, "storm-counter"), IpcEvent.Create(name: "storm-end"));
    }

    public static Objects Open() => new(
        IpcQueue.Open("storm-queue"), IpcPipe.Open("storm-pipe", IpcPipeEnd.Left), IpcPipe.Open("storm-pipe", IpcPipeEnd.Right),
        IpcLock.Open("storm-lock"), (IpcArray<long>)IpcArray.Open("storm-pair"), IpcSemaphore.Open("storm-semaphore"),
        (IpcArray<long>)IpcArray.Open("storm-inside"), IpcBarrier.Open("storm-barrier"), (IpcValue<long>)IpcValue.Open("storm-counter"),
        IpcEvent.Open("storm-end"));

    public void Dispose()
    {
        IpcObject[] all = [Queue, Left, Right, Door, Pair, Semaphore, Inside, Barrier, Counter, End];
        foreach (IpcObject one in all)
        {
            one.Dispose();
        }
    }
}
