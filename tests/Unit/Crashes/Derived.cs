using System.Globalization;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc.Tests.Crashes;

/// <summary>What an object derives from other words of it, as text to compare.</summary>
internal static class Derived
{
    private const int Payload = RegionLayout.PayloadAt;

    /// <summary>Inside the region's mutex.</summary>
    public static string Of(Region region) => region.Kind switch
    {
        IpcKind.Queue => Messages(region, 1),
        IpcKind.Pipe => Messages(region, 2) + Words(region, IpcPipe.HoldersAt, IpcPipe.HoldersAt + 4),
        IpcKind.Semaphore => Words(region, Payload, Payload + 8),
        IpcKind.Barrier => Words(region, Payload, Payload + 4, Payload + 12, Payload + 16),
        IpcKind.ReaderWriterLock => Words(region, ReaderWriterState.ReadersAt, ReaderWriterState.ClaimsAt),
        IpcKind.Condition => Words(region, Payload + LockCell.Size + 4, Payload + LockCell.Size + 8),
        _ => "",
    };

    private static string Messages(Region region, int lists)
    {
        ChunkPool pool = new(region);
        bool isCounted = region.Word(Payload + ChunkPool.FreeCountAt).Value == Chained(region, ChunkPool.FreeAt);
        string text = string.Create(CultureInfo.InvariantCulture, $"{pool.Count} chunks, {Unused(region)} in no "
            + $"list, counted rightly: {isCounted}");
        for (int i = 0; i < lists; i++)
        {
            MessageList list = new(region, i);
            text += string.Create(CultureInfo.InvariantCulture, $"; {list.Count} messages, {list.Bytes} bytes");
        }

        return text;
    }

    /// <summary>How many chunks are free or hollow.</summary>
    public static uint Unused(Region region) => Chained(region, ChunkPool.FreeAt) + Chained(region, ChunkPool.HollowAt);

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

    private static string Words(Region region, params int[] offsets) =>
        string.Join(' ', offsets.Select(offset => region.Word(offset).Value.ToString(CultureInfo.InvariantCulture)));
}
