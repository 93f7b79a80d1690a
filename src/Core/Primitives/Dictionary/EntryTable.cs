using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// The entries of a dictionary: one list in the order of their hashes, with buckets that point into it. Whoever changes
/// it is inside the region's mutex; whoever reads is not, as a rule.
/// </summary>
/// <remarks>
/// <para>A split-ordered list (Shalev and Shavit). Entries stand in the order of their hashes, and stay where they are
/// when the table grows. Bucket *i* of *n* is a word of the <see cref="WordTable"/> and itself an element of the list,
/// in front of all entries whose hashes begin with the bits of *i*, lowest first; so one more bucket is one more element
/// of the list. A link is 0 at the end, a block of the <see cref="BlockHeap"/>, or the number of a bucket with bit 31
/// set. There are 64 buckets at least: none reaches over the 64 parts that have a version each
/// (<see cref="StoreVersions"/>).</para>
/// <para>Own part of the payload: buckets (4), 1 while all is being cleared (4), entries (8). An entry: next (4), length
/// of the key, bit 31 set when it is encoded and not UTF-16 (4), order: its hash with bit 0 set (8), length of the value
/// (4), bytes of references in front of the value (4), first chunk of the value plus one (4), 0 (4), the key,
/// padded to 8, and the value unless it stands in chunks.</para>
/// <para>Write, inside: (1) find the place; (2) write the entry into a block of its own; (3) link it, with one store,
/// instead of the one it replaces if there is one; (4) count; (5) raise the version and give the replaced one back.
/// Remove: (1) find; (2) unlink, with one store; (3) count; (4) raise, give back. One more bucket for each entry beyond
/// as many as there are: (1) link its word; (2) count it. Growing is never more work than that.</para>
/// <para>Clear: (1) say that all is cleared, which is when it is; (2) raise all versions; (3) make the list anew; (4)
/// give everything back; (5) say that it is done.</para>
/// <para>Read, outside: (1) note the version; (2) look, unless it is being cleared; (3) copy; (4) the version is the
/// same: it was all there at one moment. Else again, and after some times inside. What stands in a chain of chunks is
/// read inside.</para>
/// <para>Deaths: before a link is stored nothing has happened, after it everything that matters; blocks in nobody's
/// hands, the counts and a bucket that was not counted are found by <see cref="Repair"/>, which also finishes what is
/// being cleared. Readers meanwhile see the list, which is sound at any moment.</para>
/// <para>Cost: a look at about two entries; the repair, after a death inside only, walks the whole list.</para>
/// </remarks>
internal sealed partial class EntryTable
{
    /// <summary>The longest key, in bytes.</summary>
    public const int LongestKey = 16 * 1024;

    internal const int BucketsAt = StoreLayout.OwnAt;
    internal const int ClearingAt = StoreLayout.OwnAt + 4;
    internal const int CountAt = StoreLayout.OwnAt + 8;

    /// <summary>In a link: what follows is a bucket.</summary>
    internal const uint Bucket = 1u << 31;

    private const int PartBits = 6;

    private readonly Region _region;
    private readonly BlockHeap _heap;
    private readonly WordTable _table;
    private readonly StoreVersions _versions;
    private readonly Cell32 _buckets;
    private readonly Cell32 _clearing;
    private readonly Cell64 _count;
    private readonly StoreReferences _references;

    public EntryTable(Region region)
    {
        _region = region;
        _heap = new BlockHeap(region);
        _table = new WordTable(region, _heap);
        _versions = new StoreVersions(region);
        _buckets = region.Word(BucketsAt);
        _clearing = region.Word(ClearingAt);
        _count = region.Long(CountAt);
        _references = new StoreReferences(region);
        CountDropped = () => new StoreReferences(region).Dropped;
    }

    private enum Lookup
    {
        Missing,
        Found,

        /// <summary>What stands there makes no sense, at least not outside of the mutex.</summary>
        Unsure,
    }

    /// <summary>How many entries there are.</summary>
    public long Count => (long)_count.Value;

    /// <summary>How often what refers to anything may have gone.</summary>
    public Func<ulong> CountDropped { get; }

    /// <summary>Makes it empty for the first time.</summary>
    public void Initialise()
    {
        _heap.Pool.Initialise(0);
        LinkFirstBuckets();
    }

    /// <summary>Which part of the store an order belongs to.</summary>
    private static int PartOf(ulong order) => (int)(order >> (64 - PartBits));

    /// <summary>The bucket of an order among so many: see the test that holds it against the order of buckets.</summary>
    internal static uint BucketOf(ulong order, uint buckets)
    {
        uint bits = Reverse((uint)(order >> 32));
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(buckets - 1);
        uint bucket = bits & mask;
        return bucket < buckets ? bucket : bits & (mask >> 1);
    }

    /// <summary>The order of a bucket: before all entries that it has.</summary>
    internal static ulong OrderOf(uint bucket) => (ulong)Reverse(bucket) << 32;

    private static uint Reverse(uint bits)
    {
        bits = ((bits >> 1) & 0x5555_5555) | ((bits & 0x5555_5555) << 1);
        bits = ((bits >> 2) & 0x3333_3333) | ((bits & 0x3333_3333) << 2);
        bits = ((bits >> 4) & 0x0F0F_0F0F) | ((bits & 0x0F0F_0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits);
    }

    // The place of a key, or where it would be: what links to it stands at `previous`.
    private Lookup Find(in EntryKey key, long mostSteps, out long previous, out uint block, out EntryView entry)
    {
        entry = default;
        block = 0;
        previous = 0;
        uint buckets = _buckets.Value;
        if (buckets < StoreVersions.Count || !_table.TryFind(BucketOf(key.Order, buckets), out previous))
        {
            return Lookup.Unsure;
        }

        for (long steps = 0; steps < mostSteps; steps++)
        {
            uint link = _region.Word(previous).Value;
            if ((link & Bucket) != 0)
            {
                if (OrderOf(link & ~Bucket) > key.Order)
                {
                    return Lookup.Missing;
                }

                if (!_table.TryFind(link & ~Bucket, out previous))
                {
                    return Lookup.Unsure;
                }

                continue;
            }

            if (link == 0)
            {
                return Lookup.Missing;
            }

            if (!TryView(link, out entry))
            {
                return Lookup.Unsure;
            }

            if (entry.Order > key.Order)
            {
                return Lookup.Missing;
            }

            if (entry.Order == key.Order && key.Is(entry.IsText, entry.KeyIn(_region)))
            {
                block = link;
                return Lookup.Found;
            }

            previous = entry.At + EntryView.NextAt;
        }

        return Lookup.Unsure;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryView(uint block, out EntryView entry)
    {
        entry = default;
        return _heap.TryFind(block, out long at, out int room) && EntryView.TryRead(_region, at, room, out entry);
    }

    // The first buckets, in the order of the list, and nothing between them.
    private void LinkFirstBuckets()
    {
        uint last = 0;
        for (uint part = 1; part < StoreVersions.Count; part++)
        {
            uint next = Reverse(part << (32 - PartBits));
            _table.At(last).Value = Bucket | next;
            last = next;
        }

        _table.At(last).Value = 0;
        _buckets.Value = StoreVersions.Count;
    }
}
