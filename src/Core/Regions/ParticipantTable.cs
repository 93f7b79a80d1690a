using System.Runtime.InteropServices;
using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>
/// The participant table of a region as bytes, for who looks at a file without joining; see <see cref="Region"/> for
/// the layout.
/// </summary>
internal readonly ref struct ParticipantTable(RegionFile file, ReadOnlySpan<byte> page, RegionHeader header)
{
    private readonly RegionFile _file = file;
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
    public bool IsHeld(int slot) =>
        ProcessAt(slot) is var process && !IsEntryOrFree(process) && MarkAt(slot) != Region.HasLeft && Lives(slot, process);

    /// <summary>The container of an entry; 0 where there is none.</summary>
    public ulong ContainerAt(int slot) =>
        ProcessAt(slot) is { Pid: unchecked((int)ContainerEntry.Pid) } entry ? entry.StartTime : 0;

    /// <summary>The process that has the slot, alive or dead; null for a free one and for an entry.</summary>
    public ProcessIdentity? ParticipantAt(int slot) =>
        ProcessAt(slot) is var process && !IsEntryOrFree(process) ? process : null;

    /// <summary>Whether any living process holds the object.</summary>
    public bool IsAnyHeld()
    {
        for (int slot = 0; slot < Count; slot++)
        {
            if (IsHeld(slot))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The living process that an id stands for; null for one that has died or left, and for what is no id.
    /// </summary>
    public ProcessIdentity? Find(uint participant)
    {
        int slot = (int)(participant & 0xFFF) - 1;
        return slot >= 0 && slot < Count && Region.IdOf(slot, MemoryMarshal.Read<ulong>(Entry(slot))) == participant && IsHeld(slot)
            ? ProcessAt(slot)
            : null;
    }

    /// <summary>
    /// The processes of the threads that the slots count as waiting, once for each thread; with a phase, of those that
    /// wait in it.
    /// </summary>
    public List<ProcessIdentity> ReadThreads(uint? phase)
    {
        List<ProcessIdentity> waiting = [];
        for (int slot = 0; slot < Count; slot++)
        {
            int threads = (int)Math.Min(HeldAt(slot), (uint)short.MaxValue); // A damaged count must not fill the memory.
            if (threads > 0 && (phase is null || MarkAt(slot) == phase) && IsHeld(slot))
            {
                waiting.AddRange(Enumerable.Repeat(ProcessAt(slot), threads));
            }
        }

        return waiting;
    }

    /// <summary>Who sleeps at the object as the marks of the slots say, once for each thread, and for what.</summary>
    public List<ProcessIdentity> ReadSleepers(out SleeperCounts counts)
    {
        counts = default;
        List<ProcessIdentity> sleeping = [];
        for (int slot = 0; slot < Count; slot++)
        {
            SleeperCounts here = SleeperCounts.Of(MarkAt(slot));
            if (here.Sum > 0 && ProcessAt(slot) is { PidNamespace: not 0 } process && IsHeld(slot)) // 0 while the slot is being taken.
            {
                counts += here;
                sleeping.AddRange(Enumerable.Repeat(process, here.Sum));
            }
        }

        return sleeping;
    }

    private static bool IsEntryOrFree(ProcessIdentity process) =>
        process.Pid is 0 or unchecked((int)ContainerEntry.Pid);

    /// <summary>Alive as the system says; where the pid means nothing, whether the slot's file lock is held.</summary>
    public bool Lives(int slot, ProcessIdentity process) =>
        process.IsVisible ? process.IsAlive() : _file.IsSlotLocked(slot);

    private ReadOnlySpan<byte> Entry(int slot) => _page.Slice((int)Region.SlotAt(slot), RegionLayout.SlotSize);
}
