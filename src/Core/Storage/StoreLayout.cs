using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Storage;

/// <summary>
/// Where the parts of a store stand in its payload, as byte offsets. A dictionary, a set and a list have the same.
/// </summary>
internal static class StoreLayout
{
    /// <summary>The header of the chunk pool.</summary>
    public const int PoolAt = RegionLayout.PayloadAt;

    /// <summary>The header of the heap: see <see cref="BlockHeap"/>.</summary>
    public const int HeapAt = PoolAt + ChunkPool.HeaderSize;

    /// <summary>The roots of the table of words: see <see cref="WordTable"/>.</summary>
    public const int RootsAt = HeapAt + BlockHeap.HeaderSize;

    /// <summary>What the kind itself keeps.</summary>
    public const int OwnAt = RootsAt + (WordTable.Roots * 4);

    public const int OwnSize = 64;

    /// <summary>In what the kind keeps, for all kinds: see <see cref="StoreReferences"/>.</summary>
    public const int ReferringAt = OwnAt + 32;

    /// <summary>The versions: see <see cref="StoreVersions"/>.</summary>
    public const int VersionsAt = OwnAt + OwnSize;

    /// <summary>The first words of the table.</summary>
    public const int WordsAt = VersionsAt + (StoreVersions.Count * 8);

    public const int End = WordsAt + (WordTable.InPayload * 4);
}
