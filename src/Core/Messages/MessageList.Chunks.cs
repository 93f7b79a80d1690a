
namespace Ipc.Messages;

/// <summary>How messages lie in chunks. Every position and length read from shared memory is checked here.</summary>
internal sealed partial class MessageList
{
    internal static int Padded(int length) => (length + 7) & ~7;

    internal static ulong Position(uint chunk, int offset) => ((ulong)chunk << 32) | (uint)offset;

    internal static uint ChunkOf(ulong position) => (uint)(position >> 32);

    private int OffsetOf(ulong position) => _pool.OffsetIn(position);

    private uint NextOf(uint chunk) => _pool.After(chunk);

    private int ReadHeader(ref uint chunk, ref int offset, out int references)
    {
        if (offset == ChunkPool.ChunkSize)
        {
            chunk = NextOf(chunk);
            offset = ChunkPool.ChunkHeader;
        }

        long at = _pool.Offset(chunk) + offset;
        int length = _pool.CheckLength(_region.Word(at).Value);
        uint mark = _region.Word(at + 4).Value;
        references = mark == LoanMark ? 0 : _pool.CheckReferences(mark, length);
        offset += RecordHeader;
        return length;
    }

    private void CheckSteps(uint steps) => _pool.CheckSteps(steps);

    // All or nothing: what was chained before the room ran out goes back.
    private bool TryChain(uint last, int missing)
    {
        if (!_pool.TryReserve(missing))
        {
            return false;
        }

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
