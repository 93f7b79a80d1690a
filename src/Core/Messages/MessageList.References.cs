using System.Buffers;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>What the messages of a list refer to. Inside the mutex.</summary>
internal sealed partial class MessageList
{
    /// <summary>What the next message refers to, which is there, as it stands there; empty for most.</summary>
    public ReadOnlySpan<byte> PeekReferences()
    {
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        ReadHeader(ref chunk, ref offset, out int references);
        return references == 0 ? default : _pool.Read(chunk, offset, references);
    }

    /// <summary>Looks at what the messages refer to that wait.</summary>
    /// <returns>Whether the look ended at one.</returns>
    public bool FindReference(ReferenceMatch match)
    {
        if (_lastReferring.Value <= _received.Value)
        {
            return false; // The usual case: nobody has to walk over what waits.
        }

        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        uint last = ChunkOf(_tail.Value);
        int end = OffsetOf(_tail.Value);
        uint steps = 0;
        while (chunk != last || offset != end)
        {
            uint before = chunk;
            int left = Padded(ReadHeader(ref chunk, ref offset, out int references));
            if (references > 0 && Matches(_pool.Read(chunk, offset, references), match))
            {
                return true;
            }

            if (chunk != before)
            {
                CheckSteps(++steps);
            }

            while (left > ChunkPool.ChunkSize - offset)
            {
                left -= ChunkPool.ChunkSize - offset;
                chunk = NextOf(chunk);
                offset = ChunkPool.ChunkHeader;
                CheckSteps(++steps);
            }

            offset += left;
        }

        return false;
    }

    /// <summary>Looks at some references, one after the other.</summary>
    internal static bool Matches(ReadOnlySpan<byte> references, ReferenceMatch match)
    {
        while (ReferenceView.TryRead(ref references, out ReferenceView reference))
        {
            if (match(reference))
            {
                return true;
            }
        }

        return false;
    }
}
