using System.Buffers;

namespace Ipc.Tests.Properties;

/// <summary>Bytes as they are.</summary>
internal sealed class PlainEncoding : IMessageEncoding
{
    public void Encode(object? value, IBufferWriter<byte> output) => output.Write((byte[])value!);

    public object? Decode(ReadOnlySpan<byte> message) => message.ToArray();
}
