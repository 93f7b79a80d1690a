using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Storage;

/// <summary>
/// How a reader outside of the mutex learns that what it has read may have been something else: 64 counters, each for a
/// part of the store, raised after a block has been taken out of it and before its memory is used again.
/// </summary>
/// <remarks>
/// <para>A writer, inside the mutex: (1) takes the block out with one store; (2) counts; (3) gives the memory back. A
/// reader: (1) reads the counter; (2) reads what it wants, and copies it; (3) reads the counter again: if it is the
/// same, nothing that it came by was used for anything else meanwhile.</para>
/// <para>SYNC POINT store-version: counting is a full barrier between 1 and 3 of the writer, and the reader has one
/// between 2 and 3 (<see cref="Region.ExitRead"/>). Whoever dies after 1 leaves the memory in nobody's hands; the
/// repair counts all of them before it gives any back.</para>
/// </remarks>
internal readonly struct StoreVersions(Region region)
{
    public const int Count = 64;

    private readonly Region _region = region;

    /// <summary>The counter of a part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell64 At(int part) => _region.Long(StoreLayout.VersionsAt + (8 * part));

    /// <summary>Counts for a part. Inside the mutex.</summary>
    public void Raise(int part) => At(part).Increment();

    /// <summary>Counts for all parts. Inside the mutex.</summary>
    public void RaiseAll()
    {
        for (int part = 0; part < Count; part++)
        {
            Raise(part);
        }
    }
}
