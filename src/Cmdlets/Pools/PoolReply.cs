using System.Buffers;
using System.Buffers.Binary;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// A message to a pool. Its form: kind (1), number of the worker (4), of the call (4), id of the item (8), flags
/// (1, <see cref="PoolReplyFlags"/>), then records: stream (1), length (4), encoded object.
/// </summary>
internal sealed class PoolReply
{
    public const int HeaderSize = 18;

    /// <summary>Where the flags stand.</summary>
    public const int FlagsAt = 17;

    public PoolMessage Kind { get; private init; }

    public int Worker { get; private init; }

    public int Call { get; private init; }

    public long Item { get; private init; }

    public PoolReplyFlags Flags { get; private init; }

    public PoolRecord[] Records { get; private init; } = [];

    /// <summary>The error of a message that says that something failed.</summary>
    public ErrorRecord? Failure => Records.Length > 0 ? Records[^1].Value as ErrorRecord : null;

    /// <summary>Writes the part that all have.</summary>
    public static void WriteHeader(PoolWriter writer, PoolMessage kind, int worker, int call, long item)
    {
        writer.Write((byte)kind);
        writer.Write(worker);
        writer.Write(call);
        writer.Write(item);
        writer.Write((byte)0);
    }

    public static PoolReply Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderSize)
        {
            throw new IpcException(IpcError.Corrupt, "A message of a pool's worker makes no sense. Do both use the same version of the module?");
        }

        return new PoolReply
        {
            Kind = (PoolMessage)message[0],
            Worker = BinaryPrimitives.ReadInt32LittleEndian(message[1..]),
            Call = BinaryPrimitives.ReadInt32LittleEndian(message[5..]),
            Item = BinaryPrimitives.ReadInt64LittleEndian(message[9..]),
            Flags = (PoolReplyFlags)message[FlagsAt],
            Records = message.Length == HeaderSize ? [] : ReadRecords(message[HeaderSize..]),
        };
    }

    private static PoolRecord[] ReadRecords(ReadOnlySpan<byte> message)
    {
        int count = 0;
        for (ReadOnlySpan<byte> rest = message; rest.Length > 5; count++)
        {
            rest = rest[(5 + BinaryPrimitives.ReadInt32LittleEndian(rest[1..]))..];
        }

        PoolRecord[] records = new PoolRecord[count];
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(message[1..]);
            records[i] = ReadRecord((WorkerMessage)message[0], message.Slice(5, length));
            message = message[(5 + length)..];
        }

        return records;
    }

    private static PoolRecord ReadRecord(WorkerMessage stream, ReadOnlySpan<byte> bytes)
    {
        object? value;
        try
        {
            value = LiveObjects.Encoding.Decode(bytes);
        }
        catch (IpcException e)
        {
            return PoolRecord.Error(ErrorFactory.Create(e, null)); // An error of its own, not the end of the others.
        }

        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return stream switch
        {
            WorkerMessage.Output => new PoolRecord(stream, value),
            WorkerMessage.Error when plain is ErrorRecord error => new PoolRecord(stream, ErrorFactory.KeepPosition(error)),
            _ => new PoolRecord(stream, plain),
        };
    }
}
