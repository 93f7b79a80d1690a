using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>How messages lie in chunks. Every position and length read from shared memory is checked here.</summary>
internal readonly partial struct MessageList
{
    private static int Padded(int length) => (length + 7) & ~7;

    private static ulong Position(uint chunk, int offset) => ((ulong)chunk << 32) | (uint)offset;

    private static uint ChunkOf(ulong position) => (uint)(position >> 32);

    private int OffsetOf(ulong position)
    {
        uint offset = (uint)position;
        return offset is >= ChunkPool.ChunkHeader and <= ChunkPool.ChunkSize && (offset & 7) == 0
            ? (int)offset
            : throw _region.Corrupt($"a message at offset {offset}");
    }

    private uint NextOf(uint chunk)
    {
        uint next = _pool.Next(chunk).Value;
        return next != 0 && next <= _pool.Count ? next - 1 : throw _region.Corrupt("a chain of chunks ends too early");
    }

    private int ReadHeader(ref uint chunk, ref int offset)
    {
        if (offset == ChunkPool.ChunkSize)
        {
            chunk = NextOf(chunk);
            offset = ChunkPool.ChunkHeader;
        }

        uint length = _region.Word(_pool.Offset(chunk) + offset).Value;
        if (length > (ulong)_pool.Count * ChunkPool.ChunkSize || length > int.MaxValue - 16)
        {
            throw _region.Corrupt($"a message of {length:N0} bytes");
        }

        offset += RecordHeader;
        return (int)length;
    }

    private void CheckSteps(uint steps)
    {
        if (steps > _pool.Count)
        {
            throw _region.Corrupt("a chain of chunks has no end");
        }
    }

    // All or nothing: what was chained before the room ran out goes back.
    private bool TryChain(uint last, int missing)
    {
        uint end = last;
        try
        {
            while (missing > 0)
            {
                if (!_pool.TryTake(out uint chunk))
                {
                    Unchain(last);
                    return false;
                }

                _pool.Next(end).Value = chunk + 1;
                end = chunk;
                missing -= ChunkPool.ChunkRoom;
            }

            return true;
        }
        catch
        {
            Unchain(last);
            throw;
        }
    }

    private void Unchain(uint last)
    {
        uint next = _pool.Next(last).Value;
        _pool.Next(last).Value = 0;
        while (next != 0)
        {
            uint chunk = next - 1;
            next = _pool.Next(chunk).Value;
            _pool.GiveBack(chunk);
        }
    }
}
