namespace Ipc.Messages;

/// <summary>
/// Who has a leased message, in one word, so that one store changes it: the participant that holds it in bits 0 to 31,
/// 0 when it waits to be received again; how often it has been delivered, that of the next receiver included, in bits
/// 32 to 62; bit 63 once it is done.
/// </summary>
internal readonly struct LeaseState(ulong word)
{
    private const int MostDeliveries = int.MaxValue;
    private const ulong DoneBit = 1ul << 63;

    public ulong Word => word;

    public uint Holder => (uint)word;

    public int Deliveries => (int)(word >> 32) & MostDeliveries;

    public bool IsDone => (word & DoneBit) != 0;

    public bool IsReturned => !IsDone && Holder == 0;

    public bool IsHeld => !IsDone && Holder != 0;

    public LeaseState Done => new(word | DoneBit);

    public LeaseState Returned => new((ulong)Math.Min(Deliveries + 1L, MostDeliveries) << 32);

    public LeaseState HeldBy(uint participant) => new(((ulong)Deliveries << 32) | participant);

    public static LeaseState First(uint participant) => new((1ul << 32) | participant);
}
