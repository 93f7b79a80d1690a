using System.Buffers;
using System.Buffers.Binary;

namespace Ipc.Tests.Core;

/// <summary>Encodes whole numbers; anything else becomes a message that cannot be decoded.</summary>
internal sealed class NumberEncoding : IMessageEncoding
{
    public void Encode(object? value, IBufferWriter<byte> output)
    {
        if (value is int number)
        {
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), number);
            output.Advance(sizeof(int));
        }
    }

    public object? Decode(ReadOnlySpan<byte> message) => message.Length == sizeof(int)
        ? BinaryPrimitives.ReadInt32LittleEndian(message)
        : throw new IpcException(IpcError.Corrupt, "Not a number.");
}
