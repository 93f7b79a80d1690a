using System.Globalization;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Storage;

namespace Ipc.Tests.Crashes;

/// <summary>What an object derives from other words of it, as text to compare.</summary>
internal static class Derived
{
    private const int Payload = RegionLayout.PayloadAt;

    /// <summary>Inside the region's mutex.</summary>
    public static string Of(Region region) => region.Kind switch
    {
        IpcKind.Queue when QueueDescriptor.HasLevels(region) =>
            Messages(region, [.. Enumerable.Range(0, MessageList.LevelCount).Select(MessageList.IndexOf)]),
        IpcKind.Queue => Messages(region, [0]) + Words(region, LoanTable.OutAt),
        IpcKind.Broadcast => Messages(region, [0]),
        IpcKind.Pipe => Messages(region, [0, 1]) + Words(region, IpcPipe.HoldersAt, IpcPipe.HoldersAt + 4),
        IpcKind.Semaphore => Words(region, Payload, Payload + 8),
        IpcKind.Barrier => Words(region, Payload, Payload + 4, Payload + 12, Payload + 16),
        IpcKind.ReaderWriterLock => Words(region, ReaderWriterState.ReadersAt, ReaderWriterState.ClaimsAt),
        IpcKind.Condition => Words(region, Payload + LockCell.Size + 4, Payload + LockCell.Size + 8),
        IpcKind.Dictionary or IpcKind.List => Store(region),
        _ => "",
    };

    // How many blocks of each size are in use, what is free, and what the kind counts.
    private static string Store(Region region)
    {
        ChunkPool pool = new(region);
        long[] used = new long[SizeClasses.Count];
        uint slabs = 0;
        for (uint chunk = 0; chunk < pool.Count; chunk++)
        {
            uint kind = region.Word(BlockHeap.ChunkAt(chunk) + BlockHeap.KindAt).Value;
            int sizeClass = (int)(kind & 0xFFFF) - 1;
            if ((kind & 0xFFFF_0000) == BlockHeap.Mark)
            {
                slabs++;
                if (sizeClass < SizeClasses.Count)
                {
                    used[sizeClass] += region.Word(BlockHeap.ChunkAt(chunk) + BlockHeap.UsedAt).Value;
                }
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{pool.Count} chunks, {Unused(region)} in no list, {slabs} of "
            + $"the heap, {region.Word(BlockHeap.IdleCountAt).Value} idle; {Words(region, StoreLayout.OwnAt, StoreLayout.OwnAt + 4, StoreLayout.OwnAt + 8, StoreLayout.ReferringAt)}; "
            + $"{string.Join(' ', used)}");
    }

    private static string Messages(Region region, int[] lists)
    {
        ChunkPool pool = new(region);
        bool isCounted = region.Word(Payload + ChunkPool.FreeCountAt).Value == Chained(region, ChunkPool.FreeAt);
        string text = string.Create(CultureInfo.InvariantCulture, $"{pool.Count} chunks, {Unused(region)} in no "
            + $"list, counted rightly: {isCounted}, {InRuns(region) == pool.RunChunks}");
        foreach (int i in lists)
        {
            MessageList list = new(region, i);
            text += string.Create(CultureInfo.InvariantCulture, $"; {list.Count} messages, {list.Bytes} bytes");
        }

        return text;
    }

    /// <summary>How many chunks are free or hollow, or in free runs.</summary>
    public static uint Unused(Region region) =>
        Chained(region, ChunkPool.FreeAt) + Chained(region, ChunkPool.HollowAt) + new ChunkPool(region).RunChunks;

    /// <summary>How many chunks there are in the stack that begins with a word of the pool's header.</summary>
    private static uint Chained(Region region, int at)
    {
        ChunkPool pool = new(region);
        uint count = 0;
        for (uint next = region.Word(Payload + at).Value; next != 0 && count <= pool.Count; next = pool.Next(next - 1).Value)
        {
            count++;
        }

        return count;
    }

    private static uint InRuns(Region region)
    {
        ChunkPool pool = new(region);
        uint count = 0;
        for (uint next = region.Word(Payload + ChunkPool.RunAt).Value; next != 0 && count <= pool.Count; next = pool.Next(next - 1).Value)
        {
            count += region.Word(pool.Offset(next - 1) + 4).Value;
        }

        return count;
    }

    private static string Words(Region region, params int[] offsets) =>
        string.Join(' ', offsets.Select(offset => region.Word(offset).Value.ToString(CultureInfo.InvariantCulture)));
}
