using CsCheck;
using Ipc.Commands;

namespace Ipc.Tests.Jobs;

/// <summary>
/// The one form of what workers and their parents send each other: what is written is read, and nothing else gets past
/// the reader.
/// </summary>
public sealed class FrameTests
{
    private static readonly Gen<FrameHeader> s_headers = Gen.Select(
        Gen.Int[(int)FrameKind.Start, (int)FrameKind.Exited], Gen.Int, Gen.Int, Gen.Long, Gen.Int[0, (int)StreamKind.Added], Gen.Int[0, 15],
        (kind, worker, call, item, stream, flags) => new FrameHeader((FrameKind)kind, worker, call, item, (StreamKind)stream, (FrameFlags)flags));

    [Fact]
    public void What_is_written_is_read() => Gen.Select(s_headers, Gen.Byte.Array[0, 300]).List[1, 10].Sample(frames =>
    {
        using FrameWriter writer = FrameWriter.Rent();
        frames.ForEach(frame => writer.Add(frame.Item1, frame.Item2));
        ReadOnlySpan<byte> rest = writer.Written;
        foreach ((FrameHeader header, byte[] payload) in frames)
        {
            Frame frame = Frame.Read(ref rest);
            if (frame.Header != header || !frame.Payload.SequenceEqual(payload))
            {
                return false;
            }
        }

        return rest.IsEmpty;
    });

    /// <summary>Byte by byte, as docs/design/protocols.md has it.</summary>
    [Fact]
    public void A_frame_stands_in_memory_as_the_design_says()
    {
        using FrameWriter writer = FrameWriter.Rent();
        writer.Add(new FrameHeader(FrameKind.Done, 0x04030201, 0x08070605, 0x1817161514131211, StreamKind.Error, FrameFlags.IsTooLarge), [0xAA, 0xBB]);
        Assert.Equal(
            [10, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 2, 0, 0, 0, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0xAA, 0xBB],
            writer.Written.ToArray());
    }

    [Fact]
    public void What_is_damaged_is_corrupt_and_nothing_else() => Gen.Select(
        Gen.Byte.Array[0, 80], Gen.Int[0, (int)FrameKind.Exited + 1], Gen.Int[0, (int)StreamKind.Added + 1], Gen.Int[-2, 60]).Sample(
        (bytes, kind, stream, length) =>
        {
            if (bytes.Length >= Frame.HeaderSize)
            {
                (bytes[0], bytes[1], bytes[2], bytes[3]) = ((byte)kind, (byte)stream, (byte)(bytes[2] & 15), 0);
                BitConverter.TryWriteBytes(bytes.AsSpan(12), length);
            }

            try
            {
                WorkerMessage message = WorkerMessage.Read(bytes);
                _ = (message.Failure, Try(() => message.ExitCode), Try(() => message.Process), Try(() => message.Ending));
            }
            catch (IpcException e)
            {
                Assert.Equal(IpcError.Corrupt, e.Error);
            }
        },
        iter: 100_000);

    [Fact]
    public void A_message_that_ends_too_early_is_corrupt_at_each_byte()
    {
        using FrameWriter writer = FrameWriter.Rent();
        writer.AddRecord(new FrameHeader(FrameKind.Record, 1, 2, 3, StreamKind.Output), "text", LiveObjects.Encoding);
        int first = writer.Written.Length;
        writer.AddRecord(new FrameHeader(FrameKind.Record, 1, 2, 3, StreamKind.Output), 5, LiveObjects.Encoding);
        writer.End(new FrameHeader(FrameKind.Done, 1, 2, 3));
        byte[] whole = writer.Written.ToArray();
        Assert.Equal(["text", 5], WorkerMessage.Read(whole).Records.Select(record => record.Value));
        Assert.Equal(FrameKind.Done, WorkerMessage.Read(whole).Header.Kind);
        for (int length = 0; length < whole.Length; length++)
        {
            if (length != first)
            {
                Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => WorkerMessage.Read(whole.AsSpan(0, length))).Error);
            }
        }
    }

    [Fact]
    public void Frames_of_two_workers_are_no_message()
    {
        using FrameWriter writer = FrameWriter.Rent();
        writer.Add(new FrameHeader(FrameKind.Record, 1));
        writer.Add(new FrameHeader(FrameKind.Record, 2));
        byte[] bytes = writer.Written.ToArray();
        Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => WorkerMessage.Read(bytes)).Error);
    }

    [Fact]
    public void What_cannot_be_sent_becomes_an_error_in_its_place()
    {
        using FrameWriter writer = FrameWriter.Rent();
        writer.AddRecord(new FrameHeader(FrameKind.Record, 1, Stream: StreamKind.Output), CancellationToken.None, LiveObjects.Encoding);
        Assert.StartsWith("IpcNotSupported", WorkerMessage.Read(writer.Written).Failure!.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void What_finds_no_room_leaves_what_happened_and_why_it_says_no_more()
    {
        using FrameWriter writer = FrameWriter.Rent();
        writer.AddRecord(new FrameHeader(FrameKind.Record, 1, 2, 3, StreamKind.Output), new string('x', 1000), LiveObjects.Encoding);
        writer.End(new FrameHeader(FrameKind.Done, 1, 2, 3));
        writer.Replace(ErrorFactory.Create(new IpcException(IpcError.NoSpace, "full"), null), LiveObjects.Encoding);
        WorkerMessage message = WorkerMessage.Read(writer.Written);
        Assert.Equal((FrameKind.Done, 3L, FrameFlags.HasFailed), (message.Header.Kind, message.Header.Item, message.Header.Flags));
        Assert.Equal("full", message.Failure!.Exception.Message);
    }

    private static object? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IpcException e) when (e.Error is IpcError.Corrupt or IpcError.FormatMismatch) // The first byte of a value is its format.
        {
            return null;
        }
    }
}
