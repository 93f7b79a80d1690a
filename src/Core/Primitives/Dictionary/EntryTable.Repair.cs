using System.Collections;
using Ipc.Platform.CrashPoints;
using Ipc.Storage;

namespace Ipc.Primitives;

/// <summary>Putting right what a death left behind, and clearing. Inside the mutex.</summary>
internal sealed partial class EntryTable
{
    /// <summary>Derives anew all that is not the list itself: its counts, and what of the heap is free.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>.</exception>
    public void Repair()
    {
        // Before anything is given back that somebody may have taken out of the list.
        _versions.RaiseAll();
        if (_clearing.Value != 0)
        {
            FinishClearing();
            return;
        }

        HeapMarks marks = new(_region, _heap);
        BitArray seen = new((int)Math.Min(int.MaxValue, _table.CountWords()));
        uint buckets = 1;
        ulong entries = 0;
        ulong referring = 0;
        ulong order = 0;
        long previous = StoreLayout.WordsAt;
        for (uint link = _region.Word(previous).Value; link != 0; link = _region.Word(previous).Value)
        {
            ulong next = OrderOfLink(link, out previous);
            if (next < order)
            {
                throw _region.Corrupt("its entries are not in order");
            }

            order = next;
            if ((link & Bucket) != 0)
            {
                MarkSeen(seen, (int)(link & ~Bucket));
                buckets++;
            }
            else
            {
                referring += Mark(marks, link) ? 1u : 0;
                entries++;
            }
        }

        CheckBuckets(seen, buckets);

        _table.MarkIn(marks);
        marks.Finish();
        _buckets.Value = buckets;
        _count.Value = entries;
        _references.Restore(referring);
    }

    private void MarkSeen(BitArray seen, int bucket)
    {
        if (bucket == 0 || bucket >= seen.Length || seen[bucket])
        {
            throw _region.Corrupt($"bucket {bucket} is there twice");
        }

        seen[bucket] = true;
    }

    // None is missing; so there is none beyond them either.
    private void CheckBuckets(BitArray seen, uint buckets)
    {
        for (uint bucket = 1; bucket < Math.Max(buckets, StoreVersions.Count); bucket++)
        {
            if (!seen[(int)bucket])
            {
                throw _region.Corrupt($"bucket {bucket} is missing");
            }
        }
    }

    // Says whether it refers to anything.
    private bool Mark(HeapMarks marks, uint block)
    {
        marks.MarkBlock(block);
        if (!TryView(block, out EntryView entry))
        {
            return false;
        }

        if (entry.Chain != 0)
        {
            marks.MarkChain(entry.Chain - 1, entry.StoredLength);
        }

        return entry.References != 0;
    }

    private void FinishClearing()
    {
        // SYNC POINT store-version: whoever noted a version before this is told, whoever notes one after it sees that
        // it is being cleared.
        _versions.RaiseAll();
        LinkFirstBuckets();
        _table.Forget();
        _count.Value = 0;
        _references.Restore(0);
        CrashPoint.Reach(CrashStep.StoreEmptied);
        new HeapMarks(_region, _heap).Finish();
        CrashPoint.Reach(CrashStep.StoreCleared);
        _clearing.Value = 0;
    }
}
