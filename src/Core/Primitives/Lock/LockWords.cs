using System.Runtime.InteropServices;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// The words of a <see cref="LockCell"/> as bytes at one moment, for who looks at a file without joining.
/// </summary>
internal readonly record struct LockWords(uint Word, uint Wait, ulong Token, int Depth, uint Time)
{
    /// <summary>Since when it is held; null when nobody noted it.</summary>
    public DateTime? Since => LockCell.TimeOf(Time);

    /// <summary>Whether nobody has it, and its last holder did not die in it.</summary>
    public bool IsFree => Word == 0;

    public static LockWords Read(ReadOnlySpan<byte> cell) => new(
        MemoryMarshal.Read<uint>(cell),
        MemoryMarshal.Read<uint>(cell[LockCell.WaitAt..]),
        MemoryMarshal.Read<ulong>(cell[LockCell.TokenAt..]),
        MemoryMarshal.Read<int>(cell[LockCell.DepthAt..]),
        MemoryMarshal.Read<uint>(cell[LockCell.TimeAt..]));

    /// <summary>Who holds it within a process that is known to be its holder.</summary>
    public LockOwner OwnerIn(ProcessIdentity process) => new(process, LockCell.OwnerOf(Token, Word));

    /// <summary>The living holder, if any.</summary>
    public LockOwner? FindOwner(in ParticipantTable participants) =>
        participants.Find(Word) is { } process ? OwnerIn(process) : null;
}
