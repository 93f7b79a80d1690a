using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// How one handle of a broadcast queue receives: it has a place of its own in the list of messages, which stay there for the
/// others. All that it notes about that changes inside the region's mutex.
/// </summary>
/// <remarks>
/// <para>Messages have numbers from 0 on: the list's count of those dropped is the number of its first. Receive: (1) find
/// where the handle stands, which claims it a cursor at the first time; (2) copy messages out; (3) store the cursor. SYNC POINT
/// broadcast-read: a sender that drops a message has read the cursors (<see cref="BroadcastCursors"/>), so the message has
/// been copied by everybody.</para>
/// <para>A process that dies loses its handles, so where they stood matters to nobody: before step 3 the cursor holds back
/// what was copied, after it what comes next, until recovery takes it back and wakes the senders.</para>
/// <para>What was dropped before the handle came to it is told once, in place of a message, as an error with the number; the
/// next attempt goes on with the oldest that there is.</para>
/// <para>Cost: a receiver enters the mutex for each message, or for several; a sender that drops one looks at each
/// cursor.</para>
/// </remarks>
/// <param name="region">The queue.</param>
/// <param name="list">Its messages.</param>
/// <param name="start">The number of the first message that the handle is to get.</param>
internal sealed class BroadcastReader(Region region, MessageList list, ulong start)
{
    // What one call copies at the most when there is much.
    private const long LargestBatch = 1L << 28;

    private readonly BroadcastCursors _cursors = new(region);
    private ulong _next = start;
    private ulong _position;
    private bool _isPlaced;
    private int _cursor = -1;
    private bool _isReleased;
    private long _lost;
    private long _untold;

    /// <summary>How many messages were dropped before this handle came to them, as far as it has noticed.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>How many messages it has not received yet. Only a hint.</summary>
    public long Count
    {
        get
        {
            ulong from = Math.Max(Math.Max(Volatile.Read(ref _next), list.Received), _cursors.Cleared);
            return Math.Max(0, (long)(list.Sent - from));
        }
    }

    /// <summary>Whether receiving would end at once, by a message or by the end.</summary>
    public bool IsReady
    {
        get
        {
            bool closed = list.IsCompleted; // Read before looking: what was sent before the end is received.
            return IsBehind || closed;
        }
    }

    // By where it stands, which is what a sender stores first. What was dropped or cleared shows in the numbers.
    private bool IsBehind => _isPlaced ? Volatile.Read(ref _position) != list.Tail || Volatile.Read(ref _next) != list.Sent : Count > 0;

    /// <summary>Waits for a message and receives it, or several if they are there.</summary>
    /// <param name="output">Where the bytes go, one message after the other.</param>
    /// <param name="lengths">The length of each message received is added here; null for one message.</param>
    /// <param name="most">How many to receive at the most.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.Full"/>: messages were dropped; nothing was received.</exception>
    public IpcReceiveResult TryReceive(
        IBufferWriter<byte> output, List<int>? lengths, int most, Deadline deadline, CancellationToken cancellation)
    {
        Receiving taking = new(output, lengths, most);
        try
        {
            return Receive(ref taking, deadline, cancellation);
        }
        finally
        {
            taking.Dispose();
        }
    }

    /// <summary>Waits for a message and copies it, and those behind it; all of them are received later.</summary>
    /// <inheritdoc cref="TryReceive"/>
    public IpcReceiveResult TryPeek(PeekedMessages output, int most, Deadline deadline, CancellationToken cancellation)
    {
        Peeking taking = new(output, most);
        return Receive(ref taking, deadline, cancellation);
    }

    /// <summary>Gives up the cursor, for good. Never waits.</summary>
    public void Release()
    {
        int cursor = Interlocked.Exchange(ref _cursor, -1);
        Volatile.Write(ref _isReleased, true);
        Interlocked.MemoryBarrier();
        if (cursor < 0)
        {
            cursor = Interlocked.Exchange(ref _cursor, -1); // A thread that was just claiming one.
        }

        if (cursor >= 0 && _cursors.TryRelease(cursor))
        {
            EventCount.WakeAll(list.Space);
            EventCount.WakeAll(list.Done);
        }

        EventCount.WakeAll(list.Items); // Threads that wait with this very handle.
    }

    private IpcReceiveResult Receive<T>(ref T taking, Deadline deadline, CancellationToken cancellation)
        where T : struct, ITaking
    {
        while (true)
        {
            region.ThrowIfEnded();
            ThrowIfReleased();
            bool closed = list.IsCompleted; // Read before looking: what was sent before the end is received.
            if (IsBehind || (taking.Takes && (_cursor < 0 || Volatile.Read(ref _untold) > 0)))
            {
                taking.Prepare();
                if (!region.AcquireMutex(deadline, cancellation))
                {
                    return IpcReceiveResult.TimedOut;
                }

                ulong before = _next;
                bool taken = false;
                try
                {
                    taken = Take(ref taking);
                }
                finally
                {
                    ulong passed = _next - before;
                    region.Mutex.Release();
                    Tell(passed); // Also of what was passed over, since it was cleared or lost.
                }

                if (taken)
                {
                    return IpcReceiveResult.Received;
                }

                continue;
            }

            if (closed)
            {
                return IpcReceiveResult.Closed;
            }

            NewsAttempt attempt = new(this);
            if (!Waiter.Until(region, list.Items, ref attempt, deadline, cancellation, SpinPolicy.ForMany))
            {
                return IpcReceiveResult.TimedOut;
            }
        }
    }

    private void ThrowIfReleased()
    {
        if (Volatile.Read(ref _isReleased))
        {
            throw new IpcException(IpcError.Closed, $"This handle to the {region.Describe()} was closed. Open another one.");
        }
    }

    // Leaving the mutex was a full barrier. As many senders may go on as messages were passed: nobody else wakes them.
    private void Tell(ulong passed)
    {
        bool isReleased = Volatile.Read(ref _isReleased); // Then what was claimed has been taken back.
        if (passed > 0 || isReleased)
        {
            EventCount.Wake(list.Space, isReleased ? int.MaxValue : (int)Math.Min(passed, int.MaxValue));
            if (isReleased || Volatile.Read(ref _next) == list.Sent)
            {
                EventCount.WakeAll(list.Done);
            }
        }
    }

    private bool Take<T>(ref T taking)
        where T : struct, ITaking
    {
        Place();
        if (taking.Takes && _cursor < 0)
        {
            Interlocked.Exchange(ref _cursor, _cursors.Claim(_next)); // A full barrier: one of the two sees the other.
            if (Volatile.Read(ref _isReleased) && Interlocked.Exchange(ref _cursor, -1) is >= 0 and var late)
            {
                _cursors.Release(late); // Another thread has just closed the handle.
            }
        }

        if (taking.Takes && _untold > 0)
        {
            throw TellLost();
        }

        ulong position = _position;
        ulong next = _next;
        ulong sent = list.Sent;
        bool more = true;
        while (more && next < sent)
        {
            ulong end = position;
            if (!list.TryStep(ref end, out WaitingMessage message))
            {
                throw region.Corrupt($"{sent - next:N0} messages that are not there");
            }

            more = taking.TryCopy(list, message);
            if (more)
            {
                position = end;
                next++;
            }
        }

        if (next == sent && position != list.Tail)
        {
            throw region.Corrupt("a message behind the last one");
        }

        if (taking.Takes && next != _next)
        {
            CrashPoint.Reach(CrashStep.CursorCopied);
            MoveCursor(next);
            Volatile.Write(ref _position, position);
            Volatile.Write(ref _next, next);
        }

        return taking.IsDone;
    }

    // Finds where the handle stands: there, unless messages were dropped or cleared since, or it has never been anywhere.
    private void Place()
    {
        ulong first = list.Received;
        ulong sent = list.Sent;
        ulong next = Math.Max(_next, Math.Min(_cursors.Cleared, sent));
        if (next > sent)
        {
            throw region.Corrupt($"a receiver that had {next:N0} messages where {sent:N0} were sent");
        }

        if (next < first)
        {
            long lost = (long)(first - next);
            Volatile.Write(ref _lost, _lost + lost);
            _untold += lost;
            next = first;
        }

        if (!_isPlaced || next != _next)
        {
            Volatile.Write(ref _position, list.Seek(next - first));
            Volatile.Write(ref _next, next);
            _isPlaced = true;
            MoveCursor(next);
        }
    }

    // The handle may be closed at this very moment; but while we are inside, nobody else gets its place.
    private void MoveCursor(ulong next)
    {
        if (Volatile.Read(ref _cursor) is >= 0 and var cursor)
        {
            _cursors.Move(cursor, next);
        }
    }

    private IpcException TellLost()
    {
        long lost = _untold;
        _untold = 0;
        return new IpcException(
            IpcError.Full,
            $"{lost:N0} {(lost == 1 ? "message" : "messages")} of the {region.Describe()} had to make room before this receiver came "
                + "to them: it keeps as many as its capacity. Receive again for what is left; receive sooner, or make it with a "
                + "larger capacity, to get all.");
    }

    private interface ITaking
    {
        /// <summary>Whether what is copied counts as received.</summary>
        bool Takes { get; }

        /// <summary>Whether enough was copied; false to begin again, when something is to be prepared.</summary>
        bool IsDone { get; }

        /// <summary>Does what is better done before, outside of the mutex.</summary>
        void Prepare();

        /// <summary>Copies a message, inside the mutex.</summary>
        /// <returns>False when it is to be the end.</returns>
        bool TryCopy(MessageList list, in WaitingMessage message);
    }

    private struct Receiving(IBufferWriter<byte> output, List<int>? lengths, int most) : ITaking
    {
        private NextReferences? _references;
        private bool _isFull;
        private int _count;
        private long _bytes;

        public readonly bool Takes => true;

        public readonly bool IsDone => _count > 0;

        public readonly void Prepare() => _references?.Open();

        public bool TryCopy(MessageList list, in WaitingMessage message)
        {
            int length = message.Length - message.References;
            _bytes += MessageList.RecordSize(length);
            if (_isFull || _count == most || (_count > 0 && _bytes > LargestBatch))
            {
                return false;
            }

            ReadOnlySpan<byte> references = list.ReferencesIn(message);
            if (!references.IsEmpty)
            {
                // What it refers to is opened first. What was copied so far is enough for now.
                if (_count > 0 || !(_references ??= new NextReferences()).Covers(references))
                {
                    _isFull = _count > 0;
                    return false;
                }

                _references.Keep(output as MessageBuffer);
                _isFull = true;
            }

            list.Copy(message, output);
            lengths?.Add(length);
            _count++;
            return true;
        }

        public readonly void Dispose() => _references?.Dispose();
    }

    private struct Peeking(PeekedMessages output, int most) : ITaking
    {
        // So often it looks again since messages refer to what is not open yet; then what was copied is enough.
        private const int MostRounds = 4;

        private int _round;
        private bool _isWhole;

        public readonly bool Takes => false;

        public readonly bool IsDone => output.Count > 0 && (_isWhole || _round > MostRounds);

        public void Prepare()
        {
            output.Open();
            output.Clear();
            _isWhole = true;
            _round++;
        }

        public bool TryCopy(MessageList list, in WaitingMessage message)
        {
            if (output.Count >= most || output.Bytes > LargestBatch)
            {
                return false;
            }

            ReadOnlySpan<byte> references = list.ReferencesIn(message);
            _isWhole &= references.IsEmpty || output.Covers(references);
            if (_isWhole)
            {
                list.Copy(message, output.Output);
                output.Add();
            }

            return true;
        }
    }

    private struct NewsAttempt(BroadcastReader reader) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) => reader.IsReady || Volatile.Read(ref reader._isReleased);
    }
}
