using System.Buffers;

namespace Ipc.Messages;

/// <summary>Looking at what waits without taking it. Inside the mutex.</summary>
internal sealed partial class MessageList
{
    /// <summary>The messages that wait, in order.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/> when they are more than there is room for.</exception>
    public IEnumerable<WaitingMessage> Waiting()
    {
        ulong at = _head.Value;
        ulong tail = _tail.Value;
        long most = (long)_pool.Count * ChunkPool.ChunkSize;
        for (long bytes = 0; at != tail;)
        {
            uint chunk = ChunkOf(at);
            int offset = OffsetOf(at);
            int length = ReadHeader(ref chunk, ref offset, out int references);
            WaitingMessage message = new(chunk, offset, length, references);
            bytes += RecordSize(length);
            if (bytes > most)
            {
                throw _region.Corrupt("a list of messages has no end");
            }

            _pool.Skip(ref chunk, ref offset, Padded(length));
            at = Position(chunk, offset);
            yield return message;
        }
    }

    /// <summary>What a message refers to, as it stands there; empty for most.</summary>
    public ReadOnlySpan<byte> ReferencesIn(in WaitingMessage message) =>
        message.References == 0 ? default : _pool.Read(message.Chunk, message.Offset, message.References);

    /// <summary>Copies a message out, without what it refers to.</summary>
    public void Copy(in WaitingMessage message, IBufferWriter<byte> output)
    {
        uint chunk = message.Chunk;
        int offset = message.Offset;
        _pool.Skip(ref chunk, ref offset, message.References);
        _pool.Read(chunk, offset, message.Length - message.References, output);
    }
}
