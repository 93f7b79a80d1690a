using System.Runtime.InteropServices;
using Ipc.Native;
using Ipc.Ownership;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>The participant table of a region as bytes, for who looks at a file without joining; see <see cref="Region"/> for the layout.</summary>
internal readonly ref struct ParticipantTable(SafeFileHandle file, ReadOnlySpan<byte> page, in RegionHeader header)
{
    private readonly SafeFileHandle _file = file;
    private readonly ReadOnlySpan<byte> _page = page;

    public int Count { get; } = (int)header.SlotLimit;

    public ProcessIdentity ProcessAt(int slot)
    {
        ReadOnlySpan<byte> entry = Entry(slot);
        return new ProcessIdentity(
            MemoryMarshal.Read<int>(entry), MemoryMarshal.Read<ulong>(entry[8..]), MemoryMarshal.Read<uint>(entry[16..]));
    }

    /// <summary>What the participant holds; the meaning is the kind's.</summary>
    public uint HeldAt(int slot) => MemoryMarshal.Read<uint>(Entry(slot)[20..]);

    /// <summary>The kind's own mark.</summary>
    public ulong MarkAt(int slot) => MemoryMarshal.Read<ulong>(Entry(slot)[24..]);

    /// <summary>Whether a living process has the slot and has not left yet.</summary>
    public bool IsHeld(int slot) => ProcessAt(slot) is var process && process.Pid != 0 && MarkAt(slot) != Region.HasLeft && Lives(slot, process);

    /// <summary>The living process that an id stands for; null for one that has died or left, and for what is no id.</summary>
    public ProcessIdentity? Find(uint participant)
    {
        int slot = (int)(participant & 0xFFF) - 1;
        return slot >= 0 && slot < Count && Region.IdOf(slot, MemoryMarshal.Read<ulong>(Entry(slot))) == participant && IsHeld(slot)
            ? ProcessAt(slot)
            : null;
    }

    // Alive as the system says; where the pid means nothing, whether the slot's file lock is held.
    private bool Lives(int slot, ProcessIdentity process)
    {
        if (process.IsVisible)
        {
            return process.IsAlive();
        }

        Libc.FileLock range = new() { Type = Libc.F_WRLCK, Start = Region.LockBytesAt + slot, Length = 1 };
        return Libc.fcntl(_file, Libc.F_OFD_GETLK, ref range) != 0 || range.Type != Libc.F_UNLCK;
    }

    private ReadOnlySpan<byte> Entry(int slot) => _page.Slice((int)Region.SlotAt(slot), RegionLayout.SlotSize);
}
