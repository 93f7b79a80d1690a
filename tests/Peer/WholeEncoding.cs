using System.Buffers;

namespace Ipc.Tests.Peer;

/// <summary>Bytes as they are.</summary>
internal sealed class WholeEncoding : IMessageEncoding
{
    public static readonly WholeEncoding Instance = new();

    public void Encode(object? value, IBufferWriter<byte> output) => output.Write((byte[])value!);

    public object? Decode(ReadOnlySpan<byte> message) => message.ToArray();
}
