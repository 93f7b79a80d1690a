namespace Ipc.Messages;

/// <summary>Messages that are loans: see <see cref="LoanTable"/>. Inside the mutex.</summary>
internal sealed partial class MessageList
{
    /// <summary>
    /// Stands in a record's header in place of how many bytes are references, and says that the message is a loan.
    /// </summary>
    public const uint LoanMark = 1u << 31;

    /// <summary>Whether there is a next message and it is a loan.</summary>
    public bool IsLoanNext
    {
        get
        {
            if (IsEmpty)
            {
                return false;
            }

            uint chunk = ChunkOf(_head.Value);
            int offset = OffsetOf(_head.Value);
            ReadHeader(ref chunk, ref offset, out _);
            return IsLoanBefore(chunk, offset);
        }
    }

    /// <summary>The loan that the next message is, which is there.</summary>
    public LoanTicket PeekLoan()
    {
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        int length = ReadHeader(ref chunk, ref offset, out _);
        return IsLoanBefore(chunk, offset)
            ? ReadLoan(chunk, offset, length)
            : throw _region.Corrupt("a message is no loan");
    }

    /// <summary>The loans that wait, in order.</summary>
    public IEnumerable<LoanTicket> Loans()
    {
        uint chunk = ChunkOf(_head.Value);
        int offset = OffsetOf(_head.Value);
        uint last = ChunkOf(_tail.Value);
        int end = OffsetOf(_tail.Value);
        uint steps = 0;
        while (chunk != last || offset != end)
        {
            uint before = chunk;
            int length = ReadHeader(ref chunk, ref offset, out _);
            if (IsLoanBefore(chunk, offset))
            {
                yield return ReadLoan(chunk, offset, length);
            }

            if (chunk != before)
            {
                CheckSteps(++steps);
            }

            int left = Padded(length);
            while (left > ChunkPool.ChunkSize - offset)
            {
                left -= ChunkPool.ChunkSize - offset;
                chunk = NextOf(chunk);
                offset = ChunkPool.ChunkHeader;
                CheckSteps(++steps);
            }

            offset += left;
        }
    }

    // Of the record whose bytes begin there.
    private bool IsLoanBefore(uint chunk, int offset) => _region.Word(_pool.Offset(chunk) + offset - 4).Value == LoanMark;

    private LoanTicket ReadLoan(uint chunk, int offset, int length) => length == LoanTicket.Size
        ? LoanTicket.Read(_pool.Read(chunk, offset, length))
        : throw _region.Corrupt($"a loan of which {length:N0} bytes speak");
}
