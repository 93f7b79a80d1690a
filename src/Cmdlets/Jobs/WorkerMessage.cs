using System.Buffers;
using System.Buffers.Binary;
using System.Management.Automation;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// A message from a worker, of however many frames: the last one says what it is, and all of them carry what was
/// written.
/// </summary>
internal sealed class WorkerMessage
{
    private readonly byte[] _payload;

    private WorkerMessage(FrameHeader header, StreamRecord[] records, byte[] payload)
    {
        Header = header;
        Records = records;
        _payload = payload;
    }

    /// <summary>
    /// Reads messages straight from a queue, many under one lock. They are written with a <see cref="FrameWriter"/>.
    /// </summary>
    public static IMessageEncoding Encoding { get; } = new Reader();

    public FrameHeader Header { get; }

    public StreamRecord[] Records { get; }

    /// <summary>The error of a message that says that something failed.</summary>
    public ErrorRecord? Failure => Records.Length > 0 ? Records[^1].Value as ErrorRecord : null;

    /// <summary>What a process exited with. A signal is 128 and its number.</summary>
    public int ExitCode => BinaryPrimitives.ReadInt32LittleEndian(Payload(4));

    /// <summary>Which process a worker is.</summary>
    public ProcessIdentity Process => new(
        BinaryPrimitives.ReadInt32LittleEndian(Payload(16)),
        BinaryPrimitives.ReadUInt64LittleEndian(Payload(16)[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(Payload(16)[12..]));

    /// <summary>How a worker's script has ended.</summary>
    public WorkerEnding Ending => Failure is { } error
        ? new WorkerEnding(JobState.Failed, 1, error)
        : WorkerEnding.FromMessage(LiveObjects.Encoding.Decode(_payload));

    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>.</exception>
    public static WorkerMessage Read(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = message;
        FrameHeader first = Frame.Read(ref rest).Header, last = first;
        int records = first.Stream == StreamKind.None ? 0 : 1;
        while (rest.Length > 0)
        {
            last = Frame.Read(ref rest).Header;
            records += last.Stream == StreamKind.None ? 0 : 1;
            if ((last.Worker, last.Call, last.Item) != (first.Worker, first.Call, first.Item))
            {
                throw Frame.Damaged();
            }
        }

        StreamRecord[] written = records == 0 ? [] : new StreamRecord[records];
        byte[] payload = [];
        int i = 0;
        rest = message;
        while (rest.Length > 0)
        {
            Frame frame = Frame.Read(ref rest);
            if (frame.Header.Stream != StreamKind.None)
            {
                StreamRecord record = StreamRecord.Read(frame.Header.Stream, frame.Payload);
                written[i++] = record;
                if (record.Value is InformationRecord information && frame.Header.Flags.HasFlag(FrameFlags.IsShown))
                {
                    ShownInformation.Add(information);
                }
            }
            else if (rest.Length == 0 && frame.Payload.Length > 0)
            {
                payload = frame.Payload.ToArray();
            }
        }

        return new WorkerMessage(last, written, payload);
    }

    private ReadOnlySpan<byte> Payload(int length) => _payload.Length == length ? _payload : throw Frame.Damaged();

    private sealed class Reader : IMessageEncoding
    {
        public void Encode(object? value, IBufferWriter<byte> output) => throw new NotSupportedException();

        public object? Decode(ReadOnlySpan<byte> message) => Read(message);
    }
}
