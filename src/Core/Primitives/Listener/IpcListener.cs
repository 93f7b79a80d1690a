using Ipc.Messages;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// Where processes ask for pipes: each that connects (<see cref="IpcPipe.Connect"/>) gets one of its own, whose far end
/// is here. Several processes may listen at the same listener; each request is taken by one of them. Members may be
/// called from any thread and process at once.
/// </summary>
/// <remarks>
/// <para>One message list in a region (see <see cref="MessageList"/>). A message is a request: it refers to the left end
/// of a fresh anonymous pipe, which it holds as any message does (<c>docs/design/in-flight.md</c>), and consists of that
/// pipe's instance (8) and id. A slot counts the handles of its process that listen; how many processes do is derived,
/// and stands behind the list.</para>
/// <para>Who connects: (1) takes part, without listening; (2) makes the pipe, and notes in it that it is asked for (see
/// <see cref="ConnectionWords"/>); (3) sends the request, as soon as there is room; (4) leaves the listener, and closes
/// the left end; (5) sleeps at the right end until it is decided, or the left end is closed. Who listens: (1) receives a
/// request; (2) looks whether the right end is open; (3) decides; (4) wakes.</para>
/// <para>Deaths: who asks dies before (3), and nothing was asked; after it, and the listener finds the right end closed,
/// and goes on to the next. Who listens dies with requests that nobody has taken: they are held no more (who asks
/// watches the processes of the listener, as of any container), so the left ends close, and who asks is told; with one in
/// its hands, its end closes with it. Nobody who waits for the answer has the listener open, so it ends with those who
/// listen; who still waits for room then finds that nobody does, and leaves.</para>
/// <para>Where nobody listens any more nobody can begin to: a listener that is still there, since somebody asks who is
/// paused, is taken over by the next to listen under its name, who makes another. So that nobody listens is final, and who
/// waits for somebody to listen sees a file come.</para>
/// <para>Cost: a pipe, and a message with a reference.</para>
/// </remarks>
public sealed class IpcListener : IpcObject, IIpcListener, IPortPolicy
{
    /// <summary>How many may wait to be accepted unless said otherwise.</summary>
    public const int DefaultBacklog = 64;

    /// <summary>The part of a handle that listens.</summary>
    internal const byte Listening = 0;

    /// <summary>The part of a handle that asks.</summary>
    internal const byte Asking = 1;

    internal const int ListenersAt = RegionLayout.PayloadAt + ChunkPool.HeaderSize + MessageList.Size;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly byte _part;
    private readonly IMessageEncoding? _encoding;
    private readonly MessageList _requests;
    private readonly MessagePort _port;
    private readonly bool _counted;

    internal IpcListener(Region region, byte part, IMessageEncoding? encoding, bool counted = false)
        : base(region)
    {
        _part = part;
        _encoding = encoding;
        _requests = new MessageList(region, 0);
        _port = new MessagePort(region, this);
        _counted = part == Listening && (counted || CountHandle(1));
    }

    /// <inheritdoc/>
    public int Backlog => (int)Region.Parameter(0);

    /// <summary>How many bytes may wait in each direction of a pipe that is asked for here.</summary>
    public int BufferSize => (int)Region.Parameter(1);

    /// <inheritdoc/>
    public int Count => (int)Math.Min(int.MaxValue, _requests.Count);

    /// <inheritdoc/>
    public override IpcReference GetReference() => new(Kind, Id, Region.Instance, _part);

    bool IPortPolicy.IsPipeEnd => true; // The death of a process may be the end of it.

    bool IPortPolicy.NoMoreComes => false;

    bool IPortPolicy.Trims => false;

    /// <summary>Whether any process listens; looks whether those who do are alive. If none does, none ever will.</summary>
    internal bool IsListening(Deadline deadline, CancellationToken cancellation)
    {
        if (Region.LookAtPeers() == PeerState.FoundDead)
        {
            Region.RecoverDead(
                deadline.IsNever || deadline.Remaining > s_patience ? Deadline.After(s_patience) : deadline, cancellation);
        }

        return ListenerDescriptor.Listeners(Region).Value != 0;
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="backlog">How many may wait to be accepted before the next has to wait for room.</param>
    /// <param name="encoding">How its pipes turn objects into messages; null for bytes only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A backlog of less than one.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>: somebody listens there, or has another object of that name;
    /// <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcListener Create(string? name = null, int backlog = DefaultBacklog, IMessageEncoding? encoding = null) =>
        Create(new IpcListenerSpec { Name = name, Backlog = backlog }, encoding);

    internal static IpcListener Create(IpcListenerSpec spec, IMessageEncoding? encoding)
    {
        while (true)
        {
            try
            {
                return new IpcListener(ListenerDescriptor.Instance.CreateRegion(spec), Listening, encoding, counted: true);
            }
            catch (IpcException e) when (e.Error == IpcError.AlreadyExists)
            {
                // Not in the filter: what ends the pipeline must get out.
                if (!TryTakeOver(spec.Name!))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Listens along with others at an existing listener.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How its pipes turn objects into messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcListener Open(string name, IMessageEncoding? encoding = null) =>
        ListenerDescriptor.Instance.Open(name, Listening, encoding);

    /// <summary>Listens along with others under that name, or begins to.</summary>
    /// <inheritdoc cref="Create(string?, int, IMessageEncoding?)"/>
    public static IpcListener CreateOrOpen(string name, int backlog = DefaultBacklog, IMessageEncoding? encoding = null) =>
        CreateOrOpen(new IpcListenerSpec { Name = name, Backlog = backlog }, encoding);

    internal static IpcListener CreateOrOpen(IpcListenerSpec spec, IMessageEncoding? encoding) =>
        ListenerDescriptor.Instance.CreateOrOpen(spec, () => Create(spec, encoding), () => Open(spec.Name!, encoding));

    /// <summary>Waits until somebody asks for a pipe, as long as it takes, and accepts that.</summary>
    /// <returns>The end of the pipe whose far end the other process has.</returns>
    public IpcPipe Accept()
    {
        TryAccept(out IpcPipe? connection, Timeout.InfiniteTimeSpan);
        return connection!;
    }

    /// <summary>The same, for so many seconds.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>: nobody has asked.</exception>
    public IpcPipe Accept(double seconds) => TryAccept(out IpcPipe? connection, Deadline.Seconds(seconds))
        ? connection!
        : throw new IpcException(
            IpcError.Timeout, $"Nobody has connected to the {Region.Describe()} within {seconds} s. Wait longer.");

    /// <inheritdoc cref="IIpcListener.TryAccept"/>
    public bool TryAccept(out IpcPipe? connection, TimeSpan timeout, CancellationToken cancellation = default)
    {
        Deadline deadline = Deadline.After(timeout);
        while (TryReceiveRequest(out IpcConnectionRequest? request, deadline, cancellation))
        {
            if (request!.TryAccept(out connection))
            {
                return true;
            }
        }

        connection = null;
        return false;
    }

    bool IIpcListener.TryAccept(out IIpcPipe? connection, TimeSpan timeout, CancellationToken cancellation)
    {
        bool accepted = TryAccept(out IpcPipe? pipe, timeout, cancellation);
        connection = pipe;
        return accepted;
    }

    /// <summary>Waits until somebody asks for a pipe, without a thread that waits, and accepts that.</summary>
    /// <param name="cancellation">Ends the wait; nobody is accepted then.</param>
    public async Task<IpcPipe> AcceptAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAccept(out IpcPipe? connection, TimeSpan.Zero, cancellation))
            {
                return connection!;
            }

            await AsTask(cancellation).ConfigureAwait(false);
            if (Await().IsReady)
            {
                await Task.Delay(1, cancellation).ConfigureAwait(false); // Others are at it, or somebody is paused inside.
            }
        }
    }

    /// <inheritdoc cref="IIpcListener.TryReceiveRequest"/>
    public bool TryReceiveRequest(
        out IpcConnectionRequest? request, TimeSpan timeout, CancellationToken cancellation = default) =>
        TryReceiveRequest(out request, Deadline.After(timeout), cancellation);

    bool IIpcListener.TryReceiveRequest(
        out IIpcConnectionRequest? request, TimeSpan timeout, CancellationToken cancellation)
    {
        bool received = TryReceiveRequest(out IpcConnectionRequest? found, timeout, cancellation);
        request = found;
        return received;
    }

    internal override IAwaited Await() => new Awaited(this, _requests.Items, () => !_requests.IsEmpty);

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation)
    {
        bool accepted = TryAccept(out IpcPipe? connection, turn, cancellation);
        taken.Value = connection;
        return accepted;
    }

    bool IPortPolicy.HasRoom(MessageList list, int recordSize) => list.Count < Backlog;

    IReadOnlyCollection<IpcReference>? IPortPolicy.Trim(MessageList list) => null;

    IpcException? IPortPolicy.WhyNotSend() => ListenerDescriptor.Listeners(Region).Value == 0 ? GoneError() : null;

    /// <summary>Asks for a pipe; its left end is held by the request from then on.</summary>
    /// <returns>False when there was no room in time.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/>: nobody listens any more.</exception>
    internal bool TryAsk(IpcPipe left, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            return _port.TrySendReferring(
                _requests, [left.GetReference()], IpcConnectionRequest.Write(left), deadline, cancellation);
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound)
        {
            throw GoneError(); // Removed, by whomever.
        }
    }

    internal IpcException GoneError() => new(
        IpcError.Closed, $"The {Region.Describe()} is gone: it was closed, or every process that listened has ended, before "
            + "the connection was accepted.");

    private protected override void OnClosing()
    {
        if (_counted)
        {
            CountHandle(-1);
        }
    }

    private static bool TryTakeOver(string name)
    {
        try
        {
            using IpcListener left = ListenerDescriptor.Instance.Open(name, Asking);
            if (left.IsListening(Deadline.Never, CancellationToken.None))
            {
                return false;
            }

            left.Remove();
            return true;
        }
        catch (IpcException e)
        {
            return e.Error == IpcError.NotFound; // It has just ended; else it is of another kind, or busy.
        }
    }

    private bool TryReceiveRequest(out IpcConnectionRequest? request, Deadline deadline, CancellationToken cancellation)
    {
        ThrowIfClosed();
        if (_part != Listening)
        {
            throw new InvalidOperationException("This handle asks, and does not listen.");
        }

        request = null;
        while (request is null)
        {
            using MessageBuffer buffer = MessageBuffer.Rent();
            if (_port.TryReceive(_requests, buffer, null, 1, deadline, cancellation) != IpcReceiveResult.Received)
            {
                break;
            }

            request = IpcConnectionRequest.TryOpen(buffer.Written, _encoding);
        }

        GC.KeepAlive(this);
        return request is not null;
    }

    // With the last one that listens, what was asked for is dropped: nobody will take it.
    private bool CountHandle(int change)
    {
        if (Region.IsRemoved || Region.IsLeaving)
        {
            return false;
        }

        if (!Region.TryAcquireMutexUncancelled(s_patience))
        {
            return change < 0
                ? false // Somebody is paused inside: it counts as it did until this process leaves.
                : throw new IpcException(
                    IpcError.Timeout, $"Somebody is paused inside the {Region.Describe()}, so nobody can begin to listen there.");
        }

        IReadOnlyCollection<IpcReference> dropped = [];
        try
        {
            if (change > 0 && ListenerDescriptor.Listeners(Region).Value == 0)
            {
                throw IpcPipe.NobodyListens(Region.Id); // Nor will anybody, ever.
            }

            Cell32 held = Region.Held(Region.MySlot);
            held.Value = (uint)(held.Value + change);
            CrashPoint.Reach(CrashStep.ListenerHeld);
            ListenerDescriptor.Recount(Region);
            if (ListenerDescriptor.Listeners(Region).Value == 0)
            {
                dropped = Region.ReferencesInside();
                _requests.Clear();
                ListenerDescriptor.Instance.Repair(Region);
                CrashPoint.Reach(CrashStep.ListenerEmptied);
            }
        }
        finally
        {
            Region.Mutex.Release();
        }

        Interlocked.MemoryBarrier();
        ListenerDescriptor.Instance.WakeEveryone(Region);
        ReferenceLook.AfterDropping(dropped, Region.Instance);
        return true;
    }
}
