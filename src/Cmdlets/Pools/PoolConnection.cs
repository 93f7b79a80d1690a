using System.Collections;
using System.Management.Automation;
using Ipc.Messages;

namespace Ipc.Commands;

/// <summary>The connection of a pool's worker to its pool, and its word in the shared array. One thread.</summary>
/// <param name="work">What the pool sends along at the start.</param>
/// <param name="stopped">Is told when the worker's script is stopped: nothing waits from then on.</param>
internal sealed class PoolConnection(Hashtable work, CancellationToken stopped)
    : WorkerConnection((IpcPipe)Plain(work["Pipe"]), (IpcQueue)Plain(work["Replies"]), (int)work["Number"]!)
{
    private readonly IpcArray<long> _begun = (IpcArray<long>)Plain(work["Begun"]);
    private readonly int _slot = (int)work["Slot"]!;
    private readonly long _memoryLimit = (long)work["MemoryLimit"]!;
    private long _nextLookAtMemory;

    /// <summary>Waits for the pool's next message.</summary>
    /// <returns>False when the pool has closed its end.</returns>
    public bool Receive(MessageBuffer into) => Receive(into, stopped);

    /// <summary>
    /// Says that an item begins: one store, which stays when this process is killed. Everything before it has been
    /// sent.
    /// </summary>
    public void Begin(long item) => Volatile.Write(ref _begun.AsSpan()[_slot], item);

    /// <summary>What a frame begins with that this worker sends.</summary>
    public FrameHeader Header(FrameKind kind, int call = 0, long item = -1, StreamKind stream = StreamKind.None) =>
        new(kind, Number, call, item, stream);

    /// <summary>Sends one frame.</summary>
    public void Send(FrameKind kind, int call = 0, ErrorRecord? error = null, FrameFlags flags = FrameFlags.None)
    {
        using FrameWriter message = FrameWriter.Rent();
        if (error is not null)
        {
            message.AddRecord(Header(kind, call, stream: StreamKind.Error), error, LiveObjects.Encoding);
        }

        message.End(Header(kind, call) with { Flags = flags });
        Send(message);
    }

    /// <summary>Sends something that was written, at once.</summary>
    public void Send(int call, long item, IMessageEncoding encoding, StreamKind stream, object? value)
    {
        using FrameWriter message = FrameWriter.Rent();
        message.AddRecord(Header(FrameKind.Record, call, item, stream), value, encoding);
        Send(message);
    }

    public void Send(FrameWriter message)
    {
        if (HasGrownTooLarge())
        {
            message.Flag(FrameFlags.IsTooLarge);
        }

        Send(message, stopped);
    }

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
