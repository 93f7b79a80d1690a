using System.Buffers;

namespace Ipc.Commands;

/// <summary>Lets a pool read its messages straight from the queue, many under one lock.</summary>
internal sealed class PoolReplyEncoding : IMessageEncoding
{
    public static readonly PoolReplyEncoding Instance = new();

    /// <summary>Replies are put together in a <see cref="PoolWriter"/>, by whoever sends them.</summary>
    public void Encode(object? value, IBufferWriter<byte> output) => throw new NotSupportedException();

    public object? Decode(ReadOnlySpan<byte> message) => PoolReply.Read(message);
}
