using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A queue between any number of senders and receivers, in any number of processes. What was sent is received once,
/// whole, and in the order of sending, whoever dies meanwhile. Without a capacity it grows as far as memory goes. What
/// is leased instead (<see cref="Lease()"/>) comes back if its receiver dies before confirming it. See
/// <see cref="MessageList"/> and <see cref="LeaseLog"/> for the protocol.
/// </summary>
public sealed partial class IpcQueue : IpcChannel, IIpcQueue
{
    private readonly MessageList _list;

    internal IpcQueue(Region region, IMessageEncoding? encoding)
        : base(region, encoding) =>
        _list = QueueDescriptor.HasLevels(region) ? MessageList.WithLevels(region) : new MessageList(region, 0);

    /// <summary>The most messages that may wait; 0 for no limit.</summary>
    public int Capacity => (int)Region.Parameter(0);

    /// <summary>Whether no more will be sent.</summary>
    public bool IsCompleted => _list.IsCompleted;

    /// <summary>Whether nothing waits at the moment; something may be leased.</summary>
    public bool IsEmpty => _list.IsEmpty && Port.ReturnedCount == 0;

    /// <summary>Whether it has a capacity and no room at the moment. Only a hint: it may change at once.</summary>
    public bool IsFull => Capacity > 0 && Count >= Capacity;

    /// <summary>
    /// The most bytes that may wait when this process sends with this handle; what is larger is sent into an empty
    /// queue.
    /// </summary>
    internal long MostBytes { get; set; } = long.MaxValue;

    private protected override MessageList Incoming => _list;

    private protected override MessageList Outgoing => _list;

    private protected override bool NoMoreComes => _list.IsCompleted;

    /// <summary>Makes a queue.</summary>
    /// <param name="capacity">The most messages that may wait; 0 for no limit.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays, with its messages, when its last holder leaves.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <param name="priority">Whether each message has a priority (<see cref="HasPriority"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">A capacity below zero.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcQueue Create(
        int capacity = 0, string? name = null, bool persistent = false, IMessageEncoding? encoding = null, bool priority = false) =>
        QueueDescriptor.Instance.Create(
            new() { Capacity = capacity, Name = name, Persistent = persistent, Priority = priority }, encoding);

    /// <summary>Opens an existing queue.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcQueue Open(string name, IMessageEncoding? encoding = null) =>
        QueueDescriptor.Instance.Open(name, encoding: encoding);

    /// <summary>Opens the queue of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with another capacity, or one has priorities.
    /// </exception>
    public static IpcQueue CreateOrOpen(
        string name, int capacity = 0, bool persistent = false, IMessageEncoding? encoding = null, bool priority = false) =>
        QueueDescriptor.Instance.CreateOrOpen(
            new() { Capacity = capacity, Name = name, Persistent = persistent, Priority = priority }, encoding);

    /// <summary>Says that no more will be sent: receivers get what is left, and then the end.</summary>
    public void Complete() => Complete(_list);

    /// <summary>Drops every message that waits. What is leased stays with its holder.</summary>
    /// <returns>How many there were.</returns>
    public int Clear()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        int count = Count;
        IReadOnlyCollection<IpcReference> references;
        try
        {
            references = Region.ReferencesInside();
            _list.ClearAll();
            Port.DropReturned();
            QueueDescriptor.Instance.Repair(Region); // Every chunk that no lease needs is free now, but one.
        }
        finally
        {
            Region.Mutex.Release();
        }

        Interlocked.MemoryBarrier();
        EventCount.WakeAll(_list.Space);
        Port.WakeIfDone(_list);
        ReferenceLook.AfterDropping(references, Region.Instance);
        GC.KeepAlive(this);
        return count;
    }

    // Wherever it is to be added: what waits is counted together.
    private protected override bool HasRoom(MessageList list, int recordSize) =>
        (Capacity == 0 || _list.Count + Port.ReturnedCount < Capacity) && (_list.IsEmpty || _list.Bytes + recordSize <= MostBytes);

    private protected override IpcException? WhyNotSend() => _list.IsCompleted
        ? new IpcException(IpcError.Closed, $"The {Region.Describe()} is completed: nothing more can be sent to it. "
            + "Make a new one.")
        : null;

    /// <inheritdoc/>
    internal override IpcException ClosedError() => new(
        IpcError.Closed, $"The {Region.Describe()} is completed and empty: nothing more will come.");
}
