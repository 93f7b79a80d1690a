namespace Ipc.Messages;

/// <summary>
/// Whose a loan is, in one word, so that one store changes it: a participant in bits 0 to 31 where a process has it,
/// and in bits 32 to 39 what it does with it.
/// </summary>
internal readonly struct LoanState(ulong word)
{
    private const ulong Unused = 0;
    private const ulong Writing = 1;
    private const ulong InQueue = 2;
    private const ulong Reading = 3;
    private const ulong GivenBack = 4;

    public static LoanState Free => new(Unused << 32);

    public static LoanState Queued => new(InQueue << 32);

    public static LoanState Returned => new(GivenBack << 32);

    public ulong Word => word;

    /// <summary>The participant that has it; 0 where none has.</summary>
    public uint Holder => (uint)word;

    public bool IsFree => Step == Unused;

    public bool IsQueued => Step == InQueue;

    /// <summary>Whether its holder has let it go, and nobody has made it free yet.</summary>
    public bool IsReturned => Step == GivenBack;

    /// <summary>Whether a process has it, to write or to read it.</summary>
    public bool IsHeld => Step is Writing or Reading;

    private ulong Step => word >> 32;

    /// <summary>Whether it is anything that a process of this version writes.</summary>
    public bool IsSound => Step <= GivenBack && (Holder != 0) == IsHeld;

    public static LoanState WrittenBy(uint participant) => new((Writing << 32) | participant);

    public static LoanState ReadBy(uint participant) => new((Reading << 32) | participant);

    public bool IsHeldBy(uint participant) => IsHeld && Holder == participant;
}
