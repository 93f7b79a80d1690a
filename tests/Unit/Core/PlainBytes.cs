using System.Buffers;

namespace Ipc.Tests.Core;

/// <summary>Arrays of bytes as messages.</summary>
internal sealed class PlainBytes : IMessageEncoding
{
    public void Encode(object? value, IBufferWriter<byte> output) => output.Write((byte[])value!);

    public object? Decode(ReadOnlySpan<byte> message) => message.ToArray();

    public object? Decode(ReadOnlySpan<byte> message, CancellationToken cancellation) => message.ToArray();
}
