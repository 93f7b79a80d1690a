using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>The locks of a lock set as bytes, for who looks at a file without joining.</summary>
internal static partial class LockSetCells
{
    private const int CellsAtOnce = 1024;

    /// <summary>Reads one lock.</summary>
    /// <returns>False when there is none of that number.</returns>
    public static bool TryRead(in RegionView view, int index, Span<byte> cell) =>
        (uint)index < view.Header.Parameter(1)
        && view.File.Read(cell, RegionLayout.Data + ((long)index * Stride)) == cell.Length;

    /// <summary>Who holds which of them.</summary>
    public static List<IpcHolder> ReadHolders(in RegionView view)
    {
        List<IpcHolder> holders = [];
        Dictionary<uint, ProcessIdentity?> known = []; // Asking whether a process lives takes longer than everything else here.
        int count = (int)Math.Min(view.Header.Parameter(1), IpcLockSet.MaximumCount);
        byte[] part = new byte[CellsAtOnce * Stride];
        for (int first = 0; first < count; first += CellsAtOnce)
        {
            int read = view.File.Read(part, RegionLayout.Data + ((long)first * Stride));
            int complete = Math.Min(count - first, read / Stride);
            for (int i = 0; i < complete; i++)
            {
                LockWords words = LockWords.Read(part.AsSpan(i * Stride, LockCell.Size));
                if (words.IsFree)
                {
                    continue;
                }

                if (!known.TryGetValue(words.Word, out ProcessIdentity? process))
                {
                    known[words.Word] = process = view.Participants.Find(words.Word);
                }

                if (process is { } holder)
                {
                    holders.Add(words.OwnerIn(holder).ToHolder(words.Depth, words.Since, first + i));
                }
            }
        }

        return holders;
    }
}
