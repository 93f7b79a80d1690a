using System.Buffers;
using System.Buffers.Binary;
using Ipc.Model;

namespace Ipc.Tests.Peer;

/// <summary>
/// Arrays of bytes behind a head of four: their first byte as a whole number, which is that of a test's message. Large
/// ones are sent from where they are, and received into an array of their own.
/// </summary>
internal sealed class BytesEncoding : IArrayEncoding
{
    public const int Head = sizeof(int);

    public Array? EncodeHead(object? value, IBufferWriter<byte> output)
    {
        byte[] bytes = (byte[])value!;
        if (bytes.Length < IArrayEncoding.LeastBytes)
        {
            return null;
        }

        WriteHead(bytes, output);
        return bytes;
    }

    public Array? MakeArray(ReadOnlySpan<byte> beginning, int length) =>
        beginning.Length >= Head && HasHead(beginning) ? new byte[length - Head] : null;

    public void Encode(object? value, IBufferWriter<byte> output)
    {
        byte[] bytes = (byte[])value!;
        WriteHead(bytes, output);
        output.Write(bytes);
    }

    public object? Decode(ReadOnlySpan<byte> message) => message.Length >= Head && HasHead(message)
        ? message[Head..].ToArray()
        : throw new IpcException(IpcError.Corrupt, "Not bytes.");

    // What is not an array goes the way of other messages.
    private static bool HasHead(ReadOnlySpan<byte> message) =>
        BinaryPrimitives.ReadUInt32LittleEndian(message) <= byte.MaxValue;

    private static void WriteHead(byte[] bytes, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(Head), bytes.Length == 0 ? 0 : bytes[0]);
        output.Advance(Head);
    }
}
