using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>Changing entries.</summary>
internal sealed partial class EntryTable
{
    /// <summary>Sets a value, whether or not there is one.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    /// <param name="key">Its key.</param>
    /// <param name="value">What it refers to, and the value.</param>
    /// <param name="references">How many of these bytes are references.</param>
    public void Set(in EntryKey key, ReadOnlySpan<byte> value, int references = 0)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            if (FindInside(key, out long previous, out uint block, out EntryView entry))
            {
                Replace(previous, block, entry, value, references, ref dropped);
            }
            else
            {
                Insert(key, previous, value, references);
            }
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
    }

    /// <summary>Adds an entry if there is none with this key.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryAdd(in EntryKey key, ReadOnlySpan<byte> value, int references = 0)
    {
        Enter();
        try
        {
            if (FindInside(key, out long previous, out _, out _))
            {
                return false;
            }

            Insert(key, previous, value, references);
            return true;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    /// <summary>Replaces a value if it is what is expected, byte for byte.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryReplace(in EntryKey key, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> value, int references = 0)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            if (!FindInside(key, out long previous, out uint block, out EntryView entry) || !IsValue(entry, expected))
            {
                return false;
            }

            Replace(previous, block, entry, value, references, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="removed">Where its value goes; null to drop it.</param>
    /// <param name="refers">
    /// Whether the value is wanted and refers to something, which is to be held first: then it is there still.
    /// </param>
    /// <returns>Whether there was one.</returns>
    public bool TryRemove(in EntryKey key, IBufferWriter<byte>? removed, out bool refers)
    {
        List<IpcReference>? dropped = null;
        refers = false;
        Enter();
        try
        {
            if (!FindInside(key, out long previous, out uint block, out EntryView entry))
            {
                return false;
            }

            refers = removed is not null && entry.References != 0;
            if (refers)
            {
                return true;
            }

            if (removed is not null)
            {
                CopyValue(entry, removed);
            }

            Unlink(previous, block, entry, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Reads a value, and what it refers to, inside.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryReadReferring(in EntryKey key, MessageBuffer value, MessageBuffer references)
    {
        Enter();
        try
        {
            if (!FindInside(key, out _, out _, out EntryView entry))
            {
                return false;
            }

            CopyReferences(entry, references);
            CopyValue(entry, value);
            return true;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    /// <summary>Removes an entry if its value is what is expected, byte for byte.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryRemoveIf(in EntryKey key, ReadOnlySpan<byte> expected)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            if (!FindInside(key, out long previous, out uint block, out EntryView entry) || !IsValue(entry, expected))
            {
                return false;
            }

            Unlink(previous, block, entry, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Removes all entries.</summary>
    public void Clear()
    {
        IReadOnlyCollection<IpcReference> dropped = [];
        Enter();
        try
        {
            dropped = _region.ReferencesInside();
            _clearing.Value = 1;
            CrashPoint.Reach(CrashStep.StoreClearing);
            FinishClearing();
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped.Count == 0 ? null : [.. dropped]);
    }

    /// <summary>Looks at what the values refer to. Inside.</summary>
    /// <returns>Whether the look ended at one.</returns>
    public bool FindReference(ReferenceMatch match)
    {
        if (!_references.Any || _clearing.Value != 0)
        {
            return false; // The usual case: nobody has to walk over the entries.
        }

        long previous = StoreLayout.WordsAt;
        long steps = 0;
        for (uint link = _region.Word(previous).Value; link != 0; link = _region.Word(previous).Value)
        {
            OrderOfLink(link, out previous);
            if ((link & Bucket) == 0 && TryView(link, out EntryView entry) && entry.References != 0)
            {
                ArrayBufferWriter<byte> references = new();
                CopyReferences(entry, references);
                if (MessageList.Matches(references.WrittenSpan, match))
                {
                    return true;
                }
            }

            if (++steps > MostSteps)
            {
                throw _region.Corrupt("the list of its entries has no end");
            }
        }

        return false;
    }

    private void Insert(in EntryKey key, long previous, ReadOnlySpan<byte> value, int references)
    {
        Cell32 link = _region.Word(previous);
        uint block = Make(link.Value, key.Order, key.IsText, key.Bytes, value, references);
        _references.Add(references);
        link.Value = block;
        CrashPoint.Reach(CrashStep.EntryLinked);
        _count.Value++;
        CrashPoint.Reach(CrashStep.EntryCounted);
        if (_count.Value > _buckets.Value)
        {
            AddBucket();
        }
    }

    // The key stays as it was written first, as in any dictionary.
    private void Replace(
        long previous, uint old, in EntryView entry, ReadOnlySpan<byte> value, int references, ref List<IpcReference>? dropped)
    {
        uint next = _region.Word(entry.At + EntryView.NextAt).Value;
        uint block = Make(next, entry.Order, entry.IsText, entry.KeyIn(_region), value, references);
        _references.Add(references);
        Drop(entry, ref dropped);
        _region.Word(previous).Value = block;
        CrashPoint.Reach(CrashStep.EntryLinked);
        GiveBack(old, entry);
    }

    private void Drop(in EntryView entry, ref List<IpcReference>? dropped)
    {
        if (entry.References != 0)
        {
            ArrayBufferWriter<byte> references = new();
            CopyReferences(entry, references);
            _references.Drop(references.WrittenSpan, ref dropped);
        }
    }

    private void Unlink(long previous, uint block, in EntryView entry, ref List<IpcReference>? dropped)
    {
        Drop(entry, ref dropped);
        _region.Word(previous).Value = _region.Word(entry.At + EntryView.NextAt).Value;
        CrashPoint.Reach(CrashStep.EntryUnlinked);
        _count.Value--;
        GiveBack(block, entry);
    }

    // SYNC POINT store-version: it is out of the list before this counts, and nobody uses its memory before.
    private void GiveBack(uint block, in EntryView entry)
    {
        _versions.Raise(PartOf(entry.Order));
        CrashPoint.Reach(CrashStep.EntryRaised);
        _references.Forget(entry.References);
        _heap.GiveBack(block);
        if (entry.Chain != 0)
        {
            _heap.GiveBackChain(entry.Chain - 1);
        }
    }

    // All or nothing.
    private uint Make(uint next, ulong order, bool isText, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int references)
    {
        bool isLarge = EntryView.SizeOf(key.Length, value.Length) > SizeClasses.Largest;
        uint chain = 0;
        uint block;
        try
        {
            chain = isLarge ? _heap.TakeChain(value) + 1 : 0;
            block = _heap.Take((int)EntryView.SizeOf(key.Length, isLarge ? 0 : value.Length));
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            if (chain != 0)
            {
                _heap.GiveBackChain(chain - 1);
            }

            throw new IpcException(
                IpcError.NoSpace, $"A value of {value.Length:N0} bytes was not stored; what was there before is unchanged. {e.Message}", e);
        }

        EntryView.Write(_region, BlockHeap.OffsetOf(block), next, order, isText, key, value, references, chain);
        CrashPoint.Reach(CrashStep.EntryWritten);
        return block;
    }

    // Without room for its word the others get longer.
    private void AddBucket()
    {
        uint bucket = _buckets.Value;
        try
        {
            _table.Ensure(bucket);
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            return;
        }

        ulong order = OrderOf(bucket);
        if (!_table.TryFind(BucketOf(order, bucket), out long previous))
        {
            throw _region.Corrupt("a bucket is missing");
        }

        uint link = _region.Word(previous).Value;
        for (long steps = 0; link != 0 && OrderOfLink(link, out long at) < order; steps++)
        {
            previous = at;
            link = _region.Word(previous).Value;
            if (steps > MostSteps)
            {
                throw _region.Corrupt("the list of its entries has no end");
            }
        }

        _table.At(bucket).Value = link;
        _region.Word(previous).Value = Bucket | bucket;
        CrashPoint.Reach(CrashStep.BucketLinked);
        _buckets.Value = bucket + 1;
        CrashPoint.Reach(CrashStep.BucketCounted);
    }

    // The order of what a link leads to, and where its own link stands.
    private ulong OrderOfLink(uint link, out long at)
    {
        if ((link & Bucket) != 0)
        {
            return _table.TryFind(link & ~Bucket, out at) ? OrderOf(link & ~Bucket) : throw _region.Corrupt("a bucket is missing");
        }

        if (!TryView(link, out EntryView entry))
        {
            throw _region.Corrupt($"an entry at {link}");
        }

        at = entry.At + EntryView.NextAt;
        return entry.Order;
    }

    private bool IsValue(in EntryView entry, ReadOnlySpan<byte> expected)
    {
        if (entry.ValueLength != expected.Length)
        {
            return false;
        }

        if (entry.Chain == 0)
        {
            return entry.ValueIn(_region).SequenceEqual(expected);
        }

        using MessageBuffer value = MessageBuffer.Rent();
        CopyValue(entry, value);
        return value.Written.SequenceEqual(expected);
    }
}
