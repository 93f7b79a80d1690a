using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// One end of a pipe: what is sent here is received at the far end. An end is open while any process holds it; when the
/// last holder of the far end is gone, receiving drains what is left and then says <see cref="IpcError.Closed"/>.
/// </summary>
/// <remarks>
/// <para>Two message lists in one region: the first from left to right, the second from right to left (see
/// <see cref="MessageList"/>). A slot counts the handles of its process: to the left end in its low half, to the right
/// in its high half. How many processes hold each end is derived, and stands behind the lists: left (4), right
/// (4). Behind them is what only a pipe has that was asked for at a listener: see <see cref="ConnectionWords"/>.</para>
/// </remarks>
public sealed partial class IpcPipe : IpcChannel, IIpcPipe
{
    /// <summary>How many bytes may wait in each direction unless said otherwise.</summary>
    public const int DefaultBufferSize = 1 << 20;

    internal const int HoldersAt = RegionLayout.PayloadAt + ChunkPool.HeaderSize + (2 * MessageList.Size);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly MessageList _incoming;
    private readonly MessageList _outgoing;
    private readonly bool _counted;

    internal IpcPipe(Region region, IpcPipeEnd end, IMessageEncoding? encoding, bool counted = false)
        : base(region, encoding)
    {
        End = end;
        _outgoing = new MessageList(region, (int)end);
        _incoming = new MessageList(region, 1 - (int)end);
        _counted = counted || CountHandle(1);
    }

    /// <summary>Which end this is.</summary>
    public IpcPipeEnd End { get; }

    /// <summary>
    /// How many bytes may wait in each direction. A larger message goes through when nothing else waits.
    /// </summary>
    public int BufferSize => (int)Region.Parameter(0);

    /// <summary>Whether the left end only receives and the right end only sends.</summary>
    public bool IsOneWay => Region.Parameter(1) != 0;

    /// <summary>Whether this end may send.</summary>
    public bool CanSend => !IsOneWay || End == IpcPipeEnd.Right;

    /// <summary>Whether this end may receive.</summary>
    public bool CanReceive => !IsOneWay || End == IpcPipeEnd.Left;

    /// <summary>Whether any process holds the far end.</summary>
    public bool IsFarEndOpen => PipeDescriptor.Holders(Region, FarEnd).Value != 0;

    /// <inheritdoc/>
    public override IpcReference GetReference() => new(Kind, Id, Region.Instance, (byte)End);

    private protected override bool IsPipeEnd => true;

    private IpcPipeEnd FarEnd => End == IpcPipeEnd.Left ? IpcPipeEnd.Right : IpcPipeEnd.Left;

    private protected override MessageList Incoming => _incoming;

    private protected override MessageList Outgoing => _outgoing;

    private protected override bool NoMoreComes => !CanReceive || !IsFarEndOpen;

    /// <summary>Makes a pipe and opens both ends of it in this process.</summary>
    /// <param name="bufferSize">How many bytes may wait in each direction; one or more.</param>
    /// <param name="oneWay">Whether the left end only receives and the right end only sends.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A buffer of less than one byte.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static (IpcPipe Left, IpcPipe Right) Create(
        int bufferSize = DefaultBufferSize, bool oneWay = false, string? name = null, bool persistent = false, IMessageEncoding? encoding = null) =>
        Create(new IpcPipeSpec { BufferSize = bufferSize, OneWay = oneWay, Name = name, Persistent = persistent }, encoding);

    internal static (IpcPipe Left, IpcPipe Right) Create(IpcPipeSpec spec, IMessageEncoding? encoding)
    {
        Region region = PipeDescriptor.Instance.CreateRegion(spec);
        IpcPipe left = new(region, IpcPipeEnd.Left, encoding, counted: true);
        region.TryAddHandle();
        return (left, new IpcPipe(region, IpcPipeEnd.Right, encoding, counted: true));
    }

    /// <summary>Opens an end of an existing pipe.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="end">Which end.</param>
    /// <param name="encoding">How objects become messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcPipe Open(string name, IpcPipeEnd end, IMessageEncoding? encoding = null) =>
        PipeDescriptor.Instance.Open(name, (byte)end, encoding);

    /// <summary>Opens both ends of the pipe of that name, or makes it.</summary>
    /// <inheritdoc cref="Create(int, bool, string?, bool, IMessageEncoding?)"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static (IpcPipe Left, IpcPipe Right) CreateOrOpen(
        string name, int bufferSize = DefaultBufferSize, bool oneWay = false, bool persistent = false, IMessageEncoding? encoding = null) =>
        CreateOrOpen(new IpcPipeSpec { BufferSize = bufferSize, OneWay = oneWay, Name = name, Persistent = persistent }, encoding);

    internal static (IpcPipe Left, IpcPipe Right) CreateOrOpen(IpcPipeSpec spec, IMessageEncoding? encoding)
    {
        IpcPipe? right = null;
        IpcPipe left = PipeDescriptor.Instance.CreateOrOpen(
            spec,
            () =>
            {
                (IpcPipe made, right) = Create(spec, encoding);
                return made;
            },
            () => Open(spec.Name!, IpcPipeEnd.Left, encoding));
        return (left, right ?? Open(spec.Name!, IpcPipeEnd.Right, encoding));
    }

    /// <summary>Waits until there is something to receive, without taking it, or nothing more can come.</summary>
    /// <param name="timeout">How long to wait; zero to look once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether receiving would end at once.</returns>
    public bool Poll(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        PollAttempt attempt = new(this);
        bool ready = Waiter.Until(Region, _incoming.Items, ref attempt, Deadline.After(timeout), cancellation);
        EventCount.Wake(_incoming.Items); // Nothing was taken: who waits to receive must look as well.
        GC.KeepAlive(this);
        return ready;
    }

    private protected override bool HasRoom(MessageList list, int recordSize) =>
        list.IsEmpty || list.Bytes + recordSize <= BufferSize;

    private protected override IpcException? WhyNotSend() => !CanSend
        ? new IpcException(IpcError.NotSupported, $"This end of the {Region.Describe()} only receives: the pipe is "
            + "one-way. Send at the other end.")
        : !IsFarEndOpen
            ? new IpcException(IpcError.Closed, $"The far end of the {Region.Describe()} is closed: every process "
                + "that held it has closed it or ended. Nothing was sent.")
            : null;

    /// <inheritdoc/>
    internal override IpcException ClosedError() => !CanReceive
        ? new IpcException(IpcError.NotSupported, $"This end of the {Region.Describe()} only sends: the pipe is "
            + "one-way. Receive at the other end.")
        : new IpcException(IpcError.Closed, $"The far end of the {Region.Describe()} is closed and everything it "
            + "sent has been received.");

    private protected override void OnClosing()
    {
        if (_counted)
        {
            CountHandle(-1);
        }
    }

    private bool CountHandle(int change)
    {
        if (Region.IsRemoved || Region.IsLeaving || !Region.TryAcquireMutexUncancelled(s_patience))
        {
            return false; // Somebody is paused inside: the end counts as it did until this process leaves.
        }

        Cell32 held = Region.Held(Region.MySlot);
        held.Value = (uint)(held.Value + (End == IpcPipeEnd.Left ? change : change << 16));
        CrashPoint.Reach(CrashStep.PipeHeld);
        PipeDescriptor.Recount(Region);
        Region.Mutex.Release();
        Interlocked.MemoryBarrier();
        PipeDescriptor.Instance.WakeEveryone(Region);
        return true;
    }

    private struct PollAttempt(IpcPipe pipe) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) =>
            !pipe._incoming.IsEmpty || pipe.NoMoreComes;
    }
}
