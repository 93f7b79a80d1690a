using System.Buffers.Binary;
using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The worker's side of the traffic with its pool. One thread, but for what <see cref="SendRecord"/> says.</summary>
internal sealed class PoolPost
{
    private readonly IpcPipe _work;
    private readonly ResultPost _replies;
    private readonly CancellationToken _stopped;
    private readonly IpcArray<long> _begun;
    private readonly int _slot;
    private readonly int _number;
    private readonly long _memoryLimit;
    private readonly PoolWriter _received = new();
    private readonly PoolWriter _aside = new();
    private long _nextLookAtMemory;

    /// <param name="work">What the pool sends along at the start.</param>
    /// <param name="stopped">Is told when the worker's script is stopped: nothing waits from then on.</param>
    public PoolPost(Hashtable work, CancellationToken stopped)
    {
        _stopped = stopped;
        _work = (IpcPipe)Plain(work["Pipe"]);
        _replies = new ResultPost((IpcQueue)Plain(work["Replies"]));
        _begun = (IpcArray<long>)Plain(work["Begun"]);
        _slot = (int)work["Slot"]!;
        _number = (int)work["Number"]!;
        _memoryLimit = (long)work["MemoryLimit"]!;
    }

    /// <summary>What was received last, behind its first byte.</summary>
    public ReadOnlySpan<byte> Payload => _received.Written[1..];

    /// <summary>The call that the last message belongs to.</summary>
    public int Call => BinaryPrimitives.ReadInt32LittleEndian(Payload);

    /// <summary>Waits for the pool's next message; <see cref="PoolMessage.Leave"/> when the pool is gone.</summary>
    public PoolMessage Receive(CancellationToken cancellation)
    {
        _received.Clear();
        return _work.TryReceiveBytes(_received, Timeout.InfiniteTimeSpan, cancellation) == IpcReceiveResult.Received
            ? (PoolMessage)_received.Written[0]
            : PoolMessage.Leave;
    }

    /// <summary>
    /// Says that an item begins: one store, which stays when this process is killed. Everything before it has been sent.
    /// </summary>
    public void Begin(long item) => Volatile.Write(ref _begun.AsSpan()[_slot], item);

    public void WriteHeader(PoolWriter writer, PoolMessage kind, int call, long item) =>
        PoolReply.WriteHeader(writer, kind, _number, call, item);

    public void Send(PoolMessage kind, int call, IMessageEncoding encoding, ErrorRecord? error = null)
    {
        _aside.Clear();
        WriteHeader(_aside, kind, call, -1);
        if (error is not null)
        {
            Append(_aside, encoding, WorkerMessage.Error, error);
        }

        Send(_aside);
    }

    /// <summary>Sends one record at once. On the thread that runs the script.</summary>
    public void SendRecord(int call, long item, IMessageEncoding encoding, WorkerMessage stream, object? value)
    {
        _aside.Clear();
        WriteHeader(_aside, PoolMessage.Record, call, item);
        Append(_aside, encoding, stream, value);
        Send(_aside);
    }

    /// <summary>Appends a record. What cannot be sent becomes an error that says why.</summary>
    public static void Append(PoolWriter writer, IMessageEncoding encoding, WorkerMessage stream, object? value)
    {
        int start = writer.Length;
        writer.Write((byte)stream);
        try
        {
            writer.WriteValue(encoding, value);
        }
        catch (IpcException e)
        {
            writer.Truncate(start);
            writer.Write((byte)WorkerMessage.Error);
            writer.WriteValue(encoding, ErrorFactory.Create(e, value?.ToString()));
        }
    }

    /// <summary>
    /// Sends what was put together. Waits for room in shared memory if need be; after a while it sends in its place the error that says so.
    /// </summary>
    public void Send(PoolWriter message)
    {
        if (HasGrownTooLarge())
        {
            SetFlag(message, PoolReplyFlags.TooLarge);
        }

        // What is larger than the header may be larger than the whole of shared memory.
        bool hasBody = message.Length > PoolReply.HeaderSize;
        if (_replies.TrySend(message.Written, hasBody ? ResultPost.Patience : Timeout.InfiniteTimeSpan, _stopped) is IpcException problem)
        {
            // That something happened must be told, and for so little there will be room.
            message.Truncate(PoolReply.HeaderSize);
            SetFlag(message, PoolReplyFlags.ItemFailed);
            Append(message, LiveObjects.Encoding, WorkerMessage.Error, ErrorFactory.Create(problem, null));
            _replies.TrySend(message.Written, Timeout.InfiniteTimeSpan, _stopped);
        }
    }

    /// <summary>Says more about what is being put together.</summary>
    public static void SetFlag(PoolWriter message, PoolReplyFlags flag) =>
        message.Patch(PoolReply.FlagsAt, (byte)(message.Written[PoolReply.FlagsAt] | (byte)flag));

    // Asking the system takes longer than a small item.
    private bool HasGrownTooLarge()
    {
        if (_memoryLimit <= 0 || Environment.TickCount64 < _nextLookAtMemory)
        {
            return false;
        }

        if (Environment.WorkingSet > _memoryLimit)
        {
            return true;
        }

        _nextLookAtMemory = Environment.TickCount64 + 50;
        return false;
    }

    private static object Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value!;
}
