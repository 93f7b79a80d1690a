using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// The elements of a list: a table of words, each of which leads to a block with the element. Whoever changes it is
/// inside the region's mutex; whoever reads is not, as a rule.
/// </summary>
/// <remarks>
/// <para>Own part of the payload: number of elements (4), 1 while all is being cleared (4), journal (8): 0, or 1 for an
/// insertion and 2 for a removal in the high half and the index in the low half; the block that it is about (4), and
/// how many elements there were before (4). Word *i* of the <see cref="WordTable"/> leads to element *i*. An element:
/// length (4), bytes of references in front of it (4), first chunk in which it stands plus one (4), 0 (4), and
/// its bytes unless they stand in chunks.</para>
/// <para>Add: (1) write the blocks and their words behind the last one; (2) count them, with one store: all of several
/// are there at once. Set: (1) write a block; (2) store its word; (3) raise the version, give the old one back. Remove
/// the last: (1) count; (2) raise, give back.</para>
/// <para>Insert and remove elsewhere: (1) note in the journal what is to be done, which is when it is; (2) raise the
/// version; (3) move the words behind it, one after the other; (4) count; (5) clear the journal; (6) give back.</para>
/// <para>Read, outside: (1) note the version; (2) look, unless there is a journal or all is being cleared; (3) copy; (4)
/// the version is the same. Else again, and after some times inside. What stands in chunks is read inside.</para>
/// <para>Deaths: before a store that counts nothing has happened; after it the repair finishes what the journal says.
/// Each block is one element, so of words that are being moved two are the same, and show how far it has come: see
/// <see cref="FinishJournal"/>.</para>
/// <para>Cost: reading, setting, adding and removing at the end do not depend on the length; inserting and removing
/// elsewhere moves a word for each element behind, a millisecond for a million. The parts of <see cref="StoreVersions"/>
/// are taken by index, so that setting one element does not keep others from being read.</para>
/// </remarks>
internal sealed partial class ElementTable
{
    internal const int CountAt = StoreLayout.OwnAt;
    internal const int ClearingAt = StoreLayout.OwnAt + 4;
    internal const int JournalAt = StoreLayout.OwnAt + 8;
    internal const int JournalBlockAt = StoreLayout.OwnAt + 16;
    internal const int JournalCountAt = StoreLayout.OwnAt + 20;

    private const uint Inserting = 1;
    private const uint Removing = 2;
    private const int Attempts = 8;

    private readonly Region _region;
    private readonly BlockHeap _heap;
    private readonly WordTable _table;
    private readonly StoreVersions _versions;
    private readonly Cell32 _count;
    private readonly Cell32 _clearing;
    private readonly Cell64 _journal;
    private readonly StoreReferences _references;
    private readonly Cell32 _journalBlock;
    private readonly Cell32 _journalCount;

    public ElementTable(Region region)
    {
        _region = region;
        _heap = new BlockHeap(region);
        _table = new WordTable(region, _heap);
        _versions = new StoreVersions(region);
        _count = region.Word(CountAt);
        _references = new StoreReferences(region);
        CountDropped = () => new StoreReferences(region).Dropped;
        _clearing = region.Word(ClearingAt);
        _journal = region.Long(JournalAt);
        _journalBlock = region.Word(JournalBlockAt);
        _journalCount = region.Word(JournalCountAt);
    }

    /// <summary>How many elements there are.</summary>
    public int Count => (int)Math.Min(_count.Value, int.MaxValue);

    /// <summary>How often what refers to anything may have gone.</summary>
    public Func<ulong> CountDropped { get; }

    /// <summary>Makes it empty for the first time.</summary>
    public void Initialise() => _heap.Pool.Initialise(0);

    private static int PartOf(int index) => index % StoreVersions.Count;

    private void Enter()
    {
        _region.ThrowIfEnded();
        _region.AcquireMutex(Deadline.Never, CancellationToken.None);
    }

    private IpcException Nonsense() => _region.Corrupt("the table of its elements makes no sense");
}
