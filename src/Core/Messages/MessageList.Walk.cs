using System.Buffers;

namespace Ipc.Messages;

/// <summary>Looking at what waits without taking it. Inside the mutex.</summary>
internal sealed partial class MessageList
{
    /// <summary>Where the next message will stand.</summary>
    public ulong Tail => _tail.Value;

    /// <summary>How many messages have been sent to this list.</summary>
    public ulong Sent => _sent.Value;

    /// <summary>The messages that wait, in order.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/> when they are more than there is room for.</exception>
    public IEnumerable<WaitingMessage> Waiting()
    {
        ulong at = _head.Value;
        long most = (long)_pool.Count * ChunkPool.ChunkSize;
        while (TryStep(ref at, out WaitingMessage message))
        {
            most -= RecordSize(message.Length);
            if (most < 0)
            {
                throw _region.Corrupt("a list of messages has no end");
            }

            yield return message;
        }
    }

    /// <summary>Goes on from where a message begins to where the next one does.</summary>
    /// <param name="at">Where one begins, or the tail.</param>
    /// <param name="message">That message.</param>
    /// <returns>False at the tail.</returns>
    public bool TryStep(ref ulong at, out WaitingMessage message)
    {
        message = default;
        if (at == _tail.Value)
        {
            return false;
        }

        uint chunk = ChunkOf(at);
        int offset = OffsetOf(at);
        int length = ReadHeader(ref chunk, ref offset, out int references);
        message = new WaitingMessage(chunk, offset, length, references);
        _pool.Skip(ref chunk, ref offset, Padded(length));
        at = Position(chunk, offset);
        return true;
    }

    /// <summary>Where a message begins.</summary>
    /// <param name="before">How many wait in front of it.</param>
    public ulong Seek(ulong before)
    {
        ulong at = _head.Value;
        for (; before > 0; before--)
        {
            if (!TryStep(ref at, out _))
            {
                throw _region.Corrupt("fewer messages than were counted");
            }
        }

        return at;
    }

    /// <summary>Says how many messages there were before those that wait, of which the count is right.</summary>
    public void StartAt(ulong received) => _received.Value = received;

    /// <summary>What a message refers to, as it stands there; empty for most.</summary>
    public ReadOnlySpan<byte> ReferencesIn(in WaitingMessage message) =>
        message.References == 0 ? default : _pool.Read(message.Chunk, message.Offset, message.References);

    /// <summary>Whether a message is memory that is lent, and no bytes.</summary>
    public bool IsLoan(in WaitingMessage message) => IsLoanBefore(message.Chunk, message.Offset);

    /// <summary>Copies a message out, without what it refers to.</summary>
    public void Copy(in WaitingMessage message, IBufferWriter<byte> output)
    {
        uint chunk = message.Chunk;
        int offset = message.Offset;
        _pool.Skip(ref chunk, ref offset, message.References);
        _pool.Read(chunk, offset, message.Length - message.References, output);
    }
}
