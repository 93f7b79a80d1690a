using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A queue of which every receiver gets every message. A receiver is a handle that has received at least once; two handles of one
/// process are two. A handle gets everything from the first message on, or, if the queue says so, what is sent after it was
/// opened.
/// </summary>
/// <remarks>
/// <para>Messages stay in the queue: all of them without a capacity, else the newest ones. One more is sent by dropping the
/// oldest, once every receiver has it (until then, and while there is no receiver at all, sending waits), or at once
/// (<see cref="DropsOldest"/>): then a receiver that had not come to it is told how many it lost, once, by an error
/// (<see cref="IpcError.Full"/>) in place of a message, and by <see cref="Lost"/>. A handle that only sends holds nobody back.
/// </para>
/// <para>It is a <see cref="MessageList"/>, whose oldest messages are received, as it were, by who sends, and a table of how
/// far each receiver has come (<see cref="BroadcastCursors"/>, <see cref="BroadcastReader"/>). Send: (1) as to any list; (2)
/// while there are more messages than the capacity, the oldest one is dropped by one store of the head. Who dies between
/// them has sent; the next sender drops. The number of a message, by which cursors name it, is that of the messages dropped
/// before it: a death between a store of the head, or of the tail, and its count shows in the messages that are there, and
/// the repair counts the one or the other.</para>
/// <para>Clear: (1) the number of the next message is stored; (2) the head. Who dies between them has cleared: receivers go on
/// at that number.</para>
/// </remarks>
public sealed partial class IpcBroadcast : IpcChannel, IIpcQueue
{
    private readonly MessageList _list;
    private readonly BroadcastCursors _cursors;
    private readonly BroadcastReader _reader;

    internal IpcBroadcast(Region region, IMessageEncoding? encoding)
        : this(region, encoding, new MessageList(region, 0))
    {
    }

    private IpcBroadcast(Region region, IMessageEncoding? encoding, MessageList list)
        : this(region, encoding, list, new BroadcastReader(region, list, BroadcastDescriptor.IsFromNow(region) ? list.Sent : 0))
    {
    }

    private IpcBroadcast(Region region, IMessageEncoding? encoding, MessageList list, BroadcastReader reader)
        : base(region, encoding, reader)
    {
        _list = list;
        _reader = reader;
        _cursors = new BroadcastCursors(region);
    }

    /// <summary>The most messages that are kept; 0 for all of them.</summary>
    public int Capacity => (int)Region.Parameter(0);

    /// <summary>Whether the oldest message makes room for a new one, also where a receiver has not come to it.</summary>
    public bool DropsOldest => Region.Parameter(1) != 0;

    /// <summary>Whether a handle gets what is sent after it was opened, and not everything from the first message on.</summary>
    public bool IsFromNow => BroadcastDescriptor.IsFromNow(Region);

    /// <summary>Whether no more will be sent.</summary>
    public bool IsCompleted => _list.IsCompleted;

    /// <summary>Whether this handle has received all that was sent. Only a hint: it may change at once.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>How many messages the queue keeps, for whomever. Only a hint: it may change at once.</summary>
    public int Kept => (int)Math.Min(int.MaxValue, _list.Count);

    /// <summary>How many handles receive, in whatever processes. Only a hint: it may change at once.</summary>
    public int Receivers => IsClosed ? 0 : _cursors.Look().Receivers;

    /// <summary>How many messages this handle did not get, since they had made room for others before it came to them.</summary>
    public long Lost => _reader.Lost;

    /// <summary>Nothing of a broadcast queue is ever leased.</summary>
    public int LeasedCount => 0;

    /// <summary>Messages of a broadcast queue have no priorities.</summary>
    public bool HasPriority => false;

    private protected override MessageList Incoming => _list;

    private protected override MessageList Outgoing => _list;

    private protected override bool NoMoreComes => _list.IsCompleted;

    private protected override bool Trims => true;

    /// <summary>Makes a broadcast queue.</summary>
    /// <param name="capacity">The most messages that are kept; 0 for all of them.</param>
    /// <param name="dropsOldest">Whether the oldest one makes room, also where a receiver has not come to it.</param>
    /// <param name="fromNow">Whether a handle gets what is sent after it was opened, and not everything.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays, with its messages, when its last holder leaves.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A capacity below zero; or none, where the oldest message is to make room.
    /// </exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcBroadcast Create(
        int capacity = 0,
        bool dropsOldest = false,
        bool fromNow = false,
        string? name = null,
        bool persistent = false,
        IMessageEncoding? encoding = null) =>
        BroadcastDescriptor.Instance.Create(
            new() { Capacity = capacity, DropsOldest = dropsOldest, FromNow = fromNow, Name = name, Persistent = persistent }, encoding);

    /// <summary>Opens an existing broadcast queue.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcBroadcast Open(string name, IMessageEncoding? encoding = null) =>
        BroadcastDescriptor.Instance.Open(name, encoding: encoding);

    /// <summary>Says that no more will be sent: receivers get what is left, and then the end.</summary>
    public void Complete() => Complete(_list);

    /// <summary>Drops every message, for all receivers; that is no loss, of which they would be told.</summary>
    /// <returns>How many the queue had.</returns>
    public int Clear()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        int count = Kept;
        IReadOnlyCollection<IpcReference> references;
        try
        {
            references = Region.ReferencesInside();
            _cursors.Cleared = _list.Sent;
            CrashPoint.Reach(CrashStep.BroadcastCleared);
            _list.Clear();
            BroadcastDescriptor.Instance.Repair(Region); // Every chunk is free now, but the list's last and the cursors'.
        }
        finally
        {
            Region.Mutex.Release();
        }

        Interlocked.MemoryBarrier();
        _list.WakeEveryone();
        ReferenceLook.AfterDropping(references, Region.Instance);
        GC.KeepAlive(this);
        return count;
    }

    private protected override void OnClosing() => _reader.Release();

    // Who died before it dropped one may have left more than the capacity.
    private protected override bool HasRoom(MessageList list, int recordSize) =>
        Capacity == 0 || list.Count < Capacity || list.Count - Unneeded(list) < Capacity;

    // Inside the mutex. What is dropped is what the message of a queue is that is received.
    private protected override IReadOnlyCollection<IpcReference>? Trim(MessageList list)
    {
        if (Capacity == 0)
        {
            return null;
        }

        List<IpcReference>? dropped = null;
        for (long surplus = Math.Min(list.Count - Capacity, Unneeded(list)); surplus > 0; surplus--)
        {
            if (list.Head == list.Tail)
            {
                throw Region.Corrupt($"{list.Count:N0} messages that are not there");
            }

            ReferenceView.AddTo(list.PeekReferences(), ref dropped);
            CrashPoint.Reach(CrashStep.BroadcastTrimming);
            list.TryTake(null);
        }

        return dropped;
    }

    // How many of the oldest messages nobody needs: all receivers have them, or they were cleared, by somebody who died before
    // they were gone.
    private long Unneeded(MessageList list)
    {
        if (DropsOldest)
        {
            return list.Count;
        }

        // SYNC POINT broadcast-read: the cursors are read before a message is dropped.
        (int receivers, ulong slowest) = _cursors.Look();
        ulong needed = receivers > 0 ? slowest : IsFromNow ? list.Sent : 0;
        return Math.Clamp((long)(Math.Max(needed, _cursors.Cleared) - list.Received), 0, Math.Max(0, list.Count));
    }

    private protected override IpcException? WhyNotSend() => _list.IsCompleted
        ? new IpcException(IpcError.Closed, $"The {Region.Describe()} is completed: nothing more can be sent to it. "
            + "Make a new one.")
        : null;

    /// <inheritdoc/>
    internal override IpcException ClosedError() => new(
        IpcError.Closed, $"The {Region.Describe()} is completed, and this receiver has had all of it: nothing more will come.");
}
