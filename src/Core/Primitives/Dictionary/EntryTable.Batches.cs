using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// Reading all entries, some at a time. An entry keeps its place in the order as long as it is there, whatever its
/// value; so reading on behind the place that was reached finds each that was there all the time once, and any other at
/// most once.
/// </summary>
internal sealed partial class EntryTable
{
    private const int MostInBatch = 64;
    private const int LargeBatch = 256 * 1024;
    private const int EnoughSteps = 2000;

    /// <summary>Reads the next entries; there may be none in a batch that is not the last.</summary>
    /// <returns>False when all have been read.</returns>
    public bool TryReadNext(EntryBatch batch)
    {
        if (batch.IsLast)
        {
            return false;
        }

        ulong from = batch.From;
        Cell64 version = _versions.At(PartOf(from));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            batch.Clear();
            batch.From = from;
            batch.IsLast = false;

            // SYNC POINT store-version: as for a single entry.
            if (TryReadOutside(batch, version, out ulong noted) && version.Value == noted)
            {
                return true;
            }
        }

        batch.Clear();
        batch.From = from;
        batch.IsLast = false;
        Enter();
        try
        {
            return Collect(batch, isInside: true) ? true : throw _region.Corrupt("the list of its entries makes no sense");
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    private bool TryReadOutside(EntryBatch batch, Cell64 version, out ulong noted)
    {
        noted = 0;
        if (!_region.TryEnterRead())
        {
            return false;
        }

        try
        {
            _region.ThrowIfEnded();
            noted = version.Value;
            return _clearing.Value == 0 && Collect(batch, isInside: false);
        }
        finally
        {
            _region.ExitRead();
        }
    }

    // Within one part, which has one version. False when what stands there makes no sense.
    private bool Collect(EntryBatch batch, bool isInside)
    {
        ulong start = batch.From;
        int part = PartOf(start);
        uint buckets = _buckets.Value;
        if (buckets < StoreVersions.Count || !_table.TryFind(BucketOf(start, buckets), out long previous))
        {
            return false;
        }

        long most = isInside ? MostSteps : 2 * EnoughSteps;
        for (long steps = 0; steps < most; steps++)
        {
            uint link = _region.Word(previous).Value;
            if (link == 0)
            {
                return EndPart(batch, part);
            }

            ulong order;
            EntryView entry = default;
            bool isBucket = (link & Bucket) != 0;
            if (isBucket)
            {
                order = OrderOf(link & ~Bucket);
                if (!_table.TryFind(link & ~Bucket, out previous))
                {
                    return false;
                }
            }
            else
            {
                if (!TryView(link, out entry) || (entry.Chain != 0 && batch.WithValues && !isInside))
                {
                    return false;
                }

                order = entry.Order;
                previous = entry.At + EntryView.NextAt;
            }

            if (PartOf(order) != part)
            {
                return EndPart(batch, part);
            }

            if (order > start && (steps >= EnoughSteps || IsFull(batch)) && !(batch.Count > 0 && order == batch.LastOrder))
            {
                batch.From = order; // Not between two with the same: the place of one is that of all.
                return true;
            }

            if (!isBucket && order >= start)
            {
                Add(batch, entry);
            }
        }

        return false;
    }

    private static bool IsFull(EntryBatch batch) => batch.Count >= MostInBatch || batch.Length >= LargeBatch;

    private static bool EndPart(EntryBatch batch, int part)
    {
        batch.IsLast = part == StoreVersions.Count - 1;
        batch.From = batch.IsLast ? ulong.MaxValue : (ulong)(part + 1) << (64 - PartBits);
        return true;
    }

    private void Add(EntryBatch batch, in EntryView entry)
    {
        System.Buffers.IBufferWriter<byte> value = batch.Add(entry, entry.KeyIn(_region));
        if (batch.WithValues)
        {
            CopyValue(entry, value);
        }
    }
}
