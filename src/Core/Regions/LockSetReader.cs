using System.Runtime.InteropServices;
using Ipc.Ownership;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>The locks of a lock set as bytes, for who looks at a file without joining.</summary>
internal static class LockSetReader
{
    private const int Part = 1024 * LockSetCells.Stride;

    /// <summary>Reads one lock.</summary>
    /// <returns>False when there is none of that number.</returns>
    public static bool TryRead(SafeFileHandle file, in RegionHeader header, int index, Span<byte> cell) =>
        (uint)index < header.Parameter(1) && RandomAccess.Read(file, cell, RegionLayout.Data + ((long)index * LockSetCells.Stride)) == cell.Length;

    /// <summary>Who holds which of them.</summary>
    public static List<IpcHolder> ReadHolders(SafeFileHandle file, in ParticipantTable participants, in RegionHeader header)
    {
        List<IpcHolder> holders = [];
        Dictionary<uint, ProcessIdentity?> known = []; // Asking whether a process lives takes longer than everything else here.
        int count = (int)Math.Min(header.Parameter(1), IpcLockSet.MaximumCount);
        byte[] part = new byte[Part];
        for (int first = 0; first < count; first += Part / LockSetCells.Stride)
        {
            int read = RandomAccess.Read(file, part, RegionLayout.Data + ((long)first * LockSetCells.Stride));
            int complete = Math.Min(count - first, read / LockSetCells.Stride);
            for (int i = 0; i < complete; i++)
            {
                ReadOnlySpan<byte> cell = part.AsSpan(i * LockSetCells.Stride, LockCell.Size);
                uint word = MemoryMarshal.Read<uint>(cell);
                if (word == 0)
                {
                    continue;
                }

                if (!known.TryGetValue(word, out ProcessIdentity? process))
                {
                    known[word] = process = participants.Find(word);
                }

                if (process is { } holder)
                {
                    holders.Add(HolderOf(cell, holder, word) with { LockIndex = first + i });
                }
            }
        }

        return holders;
    }

    private static IpcHolder HolderOf(ReadOnlySpan<byte> cell, ProcessIdentity process, uint word) => IpcHolder.Of(
        new LockOwner(process, LockCell.OwnerOf(MemoryMarshal.Read<ulong>(cell[8..]), word)),
        MemoryMarshal.Read<int>(cell[16..]),
        LockCell.TimeOf(MemoryMarshal.Read<uint>(cell[20..])));
}
