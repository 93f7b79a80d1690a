using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// Messages in order, in chunks of shared memory: the body of a queue, and of one direction of a pipe. Everything that
/// changes it happens inside the region's mutex.
/// </summary>
/// <remarks>
/// <para>Layout, 128 bytes: head (8), tail (8), received (8), sent (8), bytes waiting (8), items wait word at 40, space
/// wait word at 44, done wait word at 48, completed at 52 (4), what is leased at 56 (16, see <see cref="LeaseLog"/>), the
/// last message that refers to anything at 72 (8, a hint). A
/// position is the chunk in its high half and the offset in the chunk in its low half. A record is its
/// length (4), how many of its bytes are references (4; they stand in front) or <see cref="LoanMark"/>, and the bytes,
/// padded to 8; it runs on in the next chunk where one ends.</para>
/// <para>What an operation reads and writes is one line of memory, not a line for senders and one for receivers: the
/// mutex lets only one of them in at a time, and each line that the one before has written costs the next one a
/// transfer between processors.</para>
/// <para>Send: (1) chain as many chunks as needed behind the tail's; (2) write the record; (3) publish it with one
/// store of the tail; (4) count it. Receive: (1) copy the record out; (2) take it with one store of the head; (3) count
/// it; (4) free the chunks that lie behind. SYNC POINT list: Send 3 is the moment at which the message is sent; SYNC
/// POINT list-take: Receive 2 that at which it is received.</para>
/// <para>A process that dies before such a store has done nothing; one that dies after it has done all that matters.
/// What is derived (the counts, the free chunks) is computed anew by <see cref="Repair"/> before the next one goes
/// on.</para>
/// </remarks>
internal sealed partial class MessageList
{
    public const int Size = 128;

    // Offsets that are used elsewhere, too: by whoever looks from outside, by the log of what is leased, by tests.
    public const int TailAt = 8;
    public const int ReceivedAt = 16;
    public const int SentAt = 24;
    public const int BytesAt = 32;
    public const int ItemsAt = 40;
    public const int SpaceAt = 44;
    public const int DoneAt = 48;
    public const int CompletedAt = 52;
    public const int ReturnedAt = 56;
    public const int LeasedAt = 60;
    public const int NextExpiryAt = 64;
    public const int LastReferringAt = 72;

    private const int RecordHeader = 8;

    private readonly Region _region;
    private readonly ChunkPool _pool;
    private readonly Cell64 _head;
    private readonly Cell64 _received;
    private readonly Cell64 _tail;
    private readonly Cell64 _sent;
    private readonly Cell64 _bytes;
    private readonly Cell32 _completed;
    private readonly Cell64 _lastReferring;

    /// <summary>The list with a number.</summary>
    public MessageList(Region region, int index)
        : this(region, index, index, 0)
    {
    }

    // Those who wait do so at the words of a list, its own mostly.
    private MessageList(Region region, int index, int words, int level)
    {
        int at = At(index);
        _region = region;
        Level = level;
        _pool = new ChunkPool(region);
        _head = region.Long(at);
        _tail = region.Long(at + TailAt);
        _received = region.Long(at + ReceivedAt);
        _sent = region.Long(at + SentAt);
        _bytes = region.Long(at + BytesAt);
        int wordsAt = At(words);
        Items = region.Word(wordsAt + ItemsAt);
        Space = region.Word(wordsAt + SpaceAt);
        Done = region.Word(wordsAt + DoneAt);
        _completed = region.Word(wordsAt + CompletedAt);
        _lastReferring = region.Long(at + LastReferringAt);
    }

    /// <summary>Where a list stands.</summary>
    public static int At(int index) => RegionLayout.PayloadAt + ChunkPool.HeaderSize + (index * Size);

    /// <summary>Slept on by receivers.</summary>
    public Cell32 Items { get; }

    /// <summary>Slept on by senders.</summary>
    public Cell32 Space { get; }

    /// <summary>Slept on by those who wait until everything is done.</summary>
    public Cell32 Done { get; }

    /// <summary>Where the next message to receive stands.</summary>
    public ulong Head => _head.Value;

    /// <summary>How many messages wait, on all levels.</summary>
    public long Count => (long)(_sent.Value - _received.Value) + (_levels is null ? 0 : CountAbove());

    /// <summary>How many bytes they have, on all levels.</summary>
    public long Bytes => (long)_bytes.Value + (_levels is null ? 0 : BytesAbove());

    /// <summary>Whether none waits, on any level.</summary>
    public bool IsEmpty => _head.Value == _tail.Value && (_levels is null || IsEmptyAbove());

    /// <summary>No more will be sent.</summary>
    public bool IsCompleted
    {
        get => _completed.Value != 0;
        set => _completed.Value = value ? 1u : 0;
    }

    public void Initialise(uint firstChunk)
    {
        _head.Value = _tail.Value = Position(firstChunk, ChunkPool.ChunkHeader);
    }

    /// <summary>Sends one message. Inside the mutex.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="rest">More bytes of it, which follow these.</param>
    /// <param name="refers">Whether the first bytes, and only they, are what the message refers to.</param>
    /// <param name="lent">Whether the message is a loan: it says which.</param>
    /// <returns>False when it can never fit into this process's mapping.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing was sent.</exception>
    public bool TryAppend(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> rest = default, bool refers = false, bool lent = false)
    {
        int length = message.Length + rest.Length;
        ulong tail = _tail.Value;
        uint chunk = ChunkOf(tail);
        int offset = OffsetOf(tail);
        int room = ChunkPool.ChunkSize - offset;
        int size = RecordHeader + Padded(length);
        if (room < size && !TryChain(chunk, size - room))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.SendChained);
        if (room == 0)
        {
            chunk = NextOf(chunk);
            offset = ChunkPool.ChunkHeader;
        }

        long at = _pool.Offset(chunk) + offset;
        _region.Word(at).Value = (uint)length;
        _region.Word(at + 4).Value = lent ? LoanMark : refers ? (uint)message.Length : 0;
        if (refers)
        {
            Cell64 last = _lastReferring;
            last.Value = _sent.Value + 1;
        }

        if (CrashPoint.Has(PlantedBug.PublishBeforeWrite))
        {
            _tail.Value = Position(chunk, offset + size);
        }

        CrashPoint.Reach(CrashStep.SendHeader);
        offset += RecordHeader;
        int left = size - RecordHeader;
        while (left > 0)
        {
            if (offset == ChunkPool.ChunkSize)
            {
                chunk = NextOf(chunk);
                offset = ChunkPool.ChunkHeader;
            }

            int part = Math.Min(left, ChunkPool.ChunkSize - offset);
            int bytes = Math.Min(part, message.Length + rest.Length);
            Span<byte> place = _region.Bytes(_pool.Offset(chunk) + offset, bytes);
            Move(ref message, ref place);
            Move(ref rest, ref place);
            offset += part;
            left -= part;
            CrashPoint.Reach(left > 0 ? CrashStep.SendHalf : CrashStep.SendWritten);
        }

        // SYNC POINT list: the record is written before the tail says that it is there.
        Publish(Position(chunk, offset), size);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Publish(ulong tail, int size)
    {
        _tail.Value = tail;
        CrashPoint.Reach(CrashStep.SendPublished);
        _sent.Value++;
        _bytes.Value += (ulong)size;
        CrashPoint.Reach(CrashStep.SendCounted);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountTaken(int size)
    {
        _received.Value++;
        _bytes.Value -= (ulong)size;
        CrashPoint.Reach(CrashStep.ReceiveCounted);
    }

    /// <summary>
    /// Sends one message if it fits into the chunk at hand and nothing is unusual. Never throws. Inside the mutex.
    /// </summary>
    public bool TryAppendHere(ReadOnlySpan<byte> message)
    {
        ulong tail = _tail.Value;
        int size = RecordSize(message.Length);
        if (!_pool.TryFind(tail, RecordHeader, out long at) || ChunkPool.ChunkSize - (int)(uint)tail < size
            || CrashPoint.Has(PlantedBug.PublishBeforeWrite))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.SendChained);
        _region.Long(at).Value = (uint)message.Length;
        CrashPoint.Reach(CrashStep.SendHeader);
        message.CopyTo(_region.Bytes(at + RecordHeader, message.Length));
        CrashPoint.Reach(CrashStep.SendWritten);
        Publish(tail + (uint)size, size); // SYNC POINT list: the record is written before the tail says that it is there.
        return true;
    }

    /// <summary>
    /// Receives the next message if it stands in one piece, has room, and nothing is unusual. Never throws. Inside the
    /// mutex.
    /// </summary>
    /// <returns>Its length; -1 when nothing was received.</returns>
    public int TryTakeHere(Span<byte> room)
    {
        ulong head = _head.Value;
        if (head == _tail.Value || !_pool.TryFind(head, RecordHeader, out long at))
        {
            return -1;
        }

        ulong length = _region.Long(at).Value; // One that refers to something looks too long here, and is not usual.
        int left = ChunkPool.ChunkSize - (int)(uint)head - RecordHeader;
        if (length > (uint)room.Length || Padded((int)length) > left)
        {
            return -1;
        }

        _region.Bytes(at + RecordHeader, (int)length).CopyTo(room);
        CrashPoint.Reach(CrashStep.ReceiveCopied);
        int size = RecordSize((int)length);
        _head.Value = head + (uint)size; // SYNC POINT list-take: the record is copied before the head says that it is gone.
        CrashPoint.Reach(CrashStep.ReceiveTaken);
        CountTaken(size);
        return (int)length;
    }

    /// <summary>
    /// Receives one message into a buffer, or into the array that the buffer makes for it. Inside the mutex.
    /// </summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(IBufferWriter<byte>? output)
    {
        // SYNC POINT list: the tail is read before the record that lies in front of it.
        ulong head = _head.Value;
        if (head == _tail.Value)
        {
            return false;
        }

        uint first = ChunkOf(head);
        uint chunk = first;
        int offset = OffsetOf(head);
        int length = ReadHeader(ref chunk, ref offset, out int dropped);
        int left = Padded(length);
        int unread = length;
        uint steps = 0;
        Span<byte> array = length < IArrayEncoding.LeastBytes || dropped > 0 ? default : ArrayFor(output, chunk, offset, length);
        int skip = array.IsEmpty ? 0 : length - array.Length;
        bool isArray = skip > 0;
        while (left > 0)
        {
            if (offset == ChunkPool.ChunkSize)
            {
                chunk = NextOf(chunk);
                offset = ChunkPool.ChunkHeader;
                CheckSteps(++steps);
            }

            int part = Math.Min(left, ChunkPool.ChunkSize - offset);
            int bytes = Math.Min(part, unread);
            if (isArray)
            {
                ReadOnlySpan<byte> elements = _region.Bytes(_pool.Offset(chunk) + offset + skip, bytes - skip);
                Move(ref elements, ref array);
                skip = 0;
            }
            else if (output is not null && bytes > dropped)
            {
                _region.Bytes(_pool.Offset(chunk) + offset + dropped, bytes - dropped).CopyTo(output.GetSpan(bytes - dropped));
                output.Advance(bytes - dropped);
            }

            dropped -= Math.Min(dropped, bytes);

            unread -= bytes;
            offset += part;
            left -= part;
        }

        // SYNC POINT list-take: the record is copied before the head says that it is gone, and only then its chunks are
        // free.
        CrashPoint.Reach(CrashStep.ReceiveCopied);
        _head.Value = Position(chunk, offset);
        CrashPoint.Reach(CrashStep.ReceiveTaken);
        CountTaken(RecordSize(length));
        while (first != chunk)
        {
            uint next = NextOf(first);
            _pool.GiveBack(first);
            CrashPoint.Reach(CrashStep.ReceiveFreed);
            first = next;
        }

        return true;
    }

    /// <summary>
    /// Whether the next message, if there is one, is an array for which the buffer has none yet. Then it is worth
    /// leaving the mutex to make one. Inside the mutex.
    /// </summary>
    public bool WantsArray(MessageBuffer buffer)
    {
        ulong head = _head.Value;
        return head != _tail.Value && _pool.TryFind(head, RecordHeader, out long at) && _region.Word(at + 4).Value == 0
            && buffer.WantsArray(Beginning(at + RecordHeader, OffsetOf(head) + RecordHeader), _pool.CheckLength(_region.Word(at).Value));
    }

    // The array into which the message at hand goes, all of it but its head, which stands in one piece here.
    private Span<byte> ArrayFor(IBufferWriter<byte>? output, uint chunk, int offset, int length) => output is MessageBuffer buffer
        ? buffer.ArrayFor(Beginning(_pool.Offset(chunk) + offset, offset), length)
        : default;

    private ReadOnlySpan<byte> Beginning(long at, int offset) =>
        _region.Bytes(at, Math.Min(IArrayEncoding.LongestHead, ChunkPool.ChunkSize - offset));

    // As much as there is of the one, or room in the other.
    private static void Move(ref ReadOnlySpan<byte> from, ref Span<byte> to)
    {
        int bytes = Math.Min(from.Length, to.Length);
        from[..bytes].CopyTo(to);
        from = from[bytes..];
        to = to[bytes..];
    }

    /// <summary>The length of the next message, which is there, without what it refers to.</summary>
    public int PeekLength()
    {
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        return ReadHeader(ref chunk, ref offset, out int references) - references;
    }

    /// <summary>
    /// Copies the next message, which is there, and leaves it there, with what it refers to in front. Inside the mutex.
    /// </summary>
    /// <returns>How many bytes are references.</returns>
    public int Peek(IBufferWriter<byte> output)
    {
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        int length = ReadHeader(ref chunk, ref offset, out int references);
        _pool.Read(chunk, offset, length, output);
        return references;
    }

    /// <summary>How many messages have been received, for who compares it with what it was.</summary>
    public ulong Received => _received.Value;

    /// <summary>Drops every message. Inside the mutex.</summary>
    public void Clear()
    {
        _head.Value = _tail.Value;
        CrashPoint.Reach(CrashStep.ClearHead);
        _received.Value = _sent.Value;
        _bytes.Value = 0;
    }

    /// <summary>Counts again, and marks the chunks in use, after somebody died inside the mutex.</summary>
    public void Repair(bool[] used)
    {
        // SYNC POINT list-take: what lies behind the head is there in full.
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        uint last = ChunkOf(_tail.Value);
        int end = OffsetOf(_tail.Value);
        _pool.Offset(chunk);
        _pool.Offset(last);
        used[chunk] = true;
        ulong count = 0;
        ulong bytes = 0;
        uint steps = 0;
        while (chunk != last || offset != end)
        {
            uint before = chunk;
            int left = Padded(ReadHeader(ref chunk, ref offset, out _));
            if (chunk != before)
            {
                used[chunk] = true;
                CheckSteps(++steps);
            }

            count++;
            bytes += (ulong)(RecordHeader + left);
            while (left > ChunkPool.ChunkSize - offset)
            {
                left -= ChunkPool.ChunkSize - offset;
                chunk = NextOf(chunk);
                offset = ChunkPool.ChunkHeader;
                used[chunk] = true;
                CheckSteps(++steps);
            }

            offset += left;
        }

        _pool.Next(last).Value = 0; // Chained but never published.
        _sent.Value = _received.Value + count;
        _bytes.Value = bytes;
    }

    public void WakeEveryone()
    {
        EventCount.WakeAll(Items);
        EventCount.WakeAll(Done);
        EventCount.WakeAll(Space);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RecordSize(int length) => RecordHeader + Padded(length);
}
