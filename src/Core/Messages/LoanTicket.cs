namespace Ipc.Messages;

/// <summary>Which loan it is: the number of its entry, in which use of that, and how many of its bytes are used.</summary>
internal readonly record struct LoanTicket(uint Entry, ulong Number, long Length)
{
    /// <summary>What a message holds that is a loan: entry (4), 4 unused bytes, number (8), length (8).</summary>
    public const int Size = 24;

    public static LoanTicket Read(ReadOnlySpan<byte> message) => new(
        BitConverter.ToUInt32(message), BitConverter.ToUInt64(message[8..]), BitConverter.ToInt64(message[16..]));

    public void Write(Span<byte> message)
    {
        BitConverter.TryWriteBytes(message, (ulong)Entry);
        BitConverter.TryWriteBytes(message[8..], Number);
        BitConverter.TryWriteBytes(message[16..], Length);
    }
}
