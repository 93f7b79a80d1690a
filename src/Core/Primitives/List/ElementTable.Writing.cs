using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>Changing elements.</summary>
internal sealed partial class ElementTable
{
    /// <summary>Adds elements at the end, all at once.</summary>
    /// <param name="bytes">Their bytes, one after the other.</param>
    /// <param name="lengths">The length of each, of what it refers to in front included.</param>
    /// <param name="references">How many of these bytes are references, for each; null for none.</param>
    /// <returns>The index of the first.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public int Add(ReadOnlySpan<byte> bytes, IReadOnlyList<int> lengths, IReadOnlyList<int>? references = null)
    {
        Enter();
        try
        {
            int count = Count;
            int added = 0;
            try
            {
                for (; added < lengths.Count; added++)
                {
                    Prepare(count + added, bytes[..lengths[added]], references?[added] ?? 0);
                    bytes = bytes[lengths[added]..];
                }
            }
            catch (IpcException e) when (e.Error == IpcError.NoSpace)
            {
                while (--added >= 0)
                {
                    GiveBack(_table.At((uint)(count + added)).Value);
                }

                throw;
            }

            _count.Value = (uint)(count + added);
            CrashPoint.Reach(CrashStep.ListCounted);
            return count;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    /// <summary>Sets an element.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="bytes">What it shall be.</param>
    /// <param name="references">How many of these bytes, in front, are references.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TrySet(int index, ReadOnlySpan<byte> bytes, int references = 0)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            index += index < 0 ? Count : 0;
            if ((uint)index >= (uint)Count)
            {
                return false;
            }

            Replace(index, bytes, references, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Sets an element if it is what is expected, byte for byte.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryReplace(int index, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> bytes, int references = 0)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            index += index < 0 ? Count : 0;
            if ((uint)index >= (uint)Count || !Is(index, expected))
            {
                return false;
            }

            Replace(index, bytes, references, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Inserts an element.</summary>
    /// <param name="index">Where: from 0 to behind the last one; below 0 from the end.</param>
    /// <param name="bytes">What it shall be.</param>
    /// <param name="references">How many of these bytes, in front, are references.</param>
    /// <returns>False when there is no such place.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryInsert(int index, ReadOnlySpan<byte> bytes, int references = 0)
    {
        Enter();
        try
        {
            int count = Count;
            index += index < 0 ? count : 0;
            if ((uint)index > (uint)count)
            {
                return false;
            }

            Prepare(count, bytes, references);
            if (index == count)
            {
                _count.Value = (uint)(count + 1);
                CrashPoint.Reach(CrashStep.ListCounted);
                return true;
            }

            Cell32 last = _table.At((uint)count);
            uint block = last.Value;
            last.Value = 0; // So that no two words are the same but by moving.
            Begin(Inserting, index, block, count);
            FinishJournal();
            return true;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    /// <summary>Removes an element.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="removed">Where its bytes go; null to drop them.</param>
    /// <param name="refers">
    /// Whether it is wanted and refers to something, which is to be held first: then it is there still.
    /// </param>
    /// <returns>False when there is none.</returns>
    public bool TryRemoveAt(int index, IBufferWriter<byte>? removed, out bool refers)
    {
        List<IpcReference>? dropped = null;
        refers = false;
        Enter();
        try
        {
            index += index < 0 ? Count : 0;
            if ((uint)index >= (uint)Count)
            {
                return false;
            }

            refers = removed is not null && ViewInside(index).References != 0;
            if (refers)
            {
                return true;
            }

            if (removed is not null)
            {
                Copy(ViewInside(index), removed);
            }

            RemoveInside(index, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Reads an element, and what it refers to, inside.</summary>
    /// <returns>Its index from 0; below 0 when there is none.</returns>
    public int ReadReferring(int index, MessageBuffer bytes, MessageBuffer references)
    {
        Enter();
        try
        {
            index += index < 0 ? Count : 0;
            if ((uint)index >= (uint)Count)
            {
                return -1;
            }

            ElementView element = ViewInside(index);
            CopyReferences(element, references);
            Copy(element, bytes);
            return index;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    /// <summary>Removes an element if it is what is expected, byte for byte.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryRemoveAtIf(int index, ReadOnlySpan<byte> expected)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            if ((uint)index >= (uint)Count || !Is(index, expected))
            {
                return false;
            }

            RemoveInside(index, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Removes the first element that is what is given, byte for byte.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryRemove(ReadOnlySpan<byte> bytes)
    {
        List<IpcReference>? dropped = null;
        Enter();
        try
        {
            int index = 0;
            while (index < Count && !Is(index, bytes))
            {
                index++;
            }

            if (index == Count)
            {
                return false;
            }

            RemoveInside(index, ref dropped);
        }
        finally
        {
            _region.Mutex.Release();
        }

        _references.LookAt(dropped);
        return true;
    }

    /// <summary>Removes all elements.</summary>
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

    /// <summary>Looks at what the elements refer to. Inside.</summary>
    /// <returns>Whether the look ended at one.</returns>
    public bool FindReference(ReferenceMatch match)
    {
        for (int i = 0; _references.Any && _clearing.Value == 0 && i < Count; i++)
        {
            if (TryView(i, out ElementView element) && element.References != 0)
            {
                ArrayBufferWriter<byte> references = new();
                CopyReferences(element, references);
                if (MessageList.Matches(references.WrittenSpan, match))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void RemoveInside(int index, ref List<IpcReference>? dropped)
    {
        Drop(ViewInside(index), ref dropped);
        int count = Count;
        uint block = _table.At((uint)index).Value;
        if (index == count - 1)
        {
            _count.Value = (uint)index;
            CrashPoint.Reach(CrashStep.ListUncounted);
        }
        else
        {
            Begin(Removing, index, block, count);
            FinishJournal();
        }

        _versions.Raise(PartOf(index));
        GiveBack(block);
    }

    private void Drop(in ElementView element, ref List<IpcReference>? dropped)
    {
        if (element.References != 0)
        {
            ArrayBufferWriter<byte> references = new();
            CopyReferences(element, references);
            _references.Drop(references.WrittenSpan, ref dropped);
        }
    }

    private void Replace(int index, ReadOnlySpan<byte> bytes, int references, ref List<IpcReference>? dropped)
    {
        uint block = Make(bytes, references);
        Drop(ViewInside(index), ref dropped);
        Cell32 word = _table.At((uint)index);
        uint old = word.Value;
        word.Value = block;
        CrashPoint.Reach(CrashStep.ListReplaced);

        // SYNC POINT store-version: nothing leads to it before this counts, and nobody uses its memory before.
        _versions.Raise(PartOf(index));
        GiveBack(old);
    }

    // Writes an element, and its word, where none is counted yet.
    private void Prepare(int index, ReadOnlySpan<byte> bytes, int references)
    {
        _table.Ensure((uint)index);
        uint block = Make(bytes, references);
        _table.At((uint)index).Value = block;
        CrashPoint.Reach(CrashStep.ListWritten);
    }

    private void GiveBack(uint block)
    {
        if (!TryViewBlock(block, out ElementView element))
        {
            throw Nonsense();
        }

        _references.Forget(element.References);
        _heap.GiveBack(block);
        if (element.Chain != 0)
        {
            _heap.GiveBackChain(element.Chain - 1);
        }
    }

    // All or nothing.
    private uint Make(ReadOnlySpan<byte> bytes, int references)
    {
        bool isLarge = ElementView.Header + (long)bytes.Length > SizeClasses.Largest;
        uint chain = 0;
        uint block;
        try
        {
            chain = isLarge ? _heap.TakeChain(bytes) + 1 : 0;
            block = _heap.Take(ElementView.Header + (isLarge ? 0 : bytes.Length));
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            if (chain != 0)
            {
                _heap.GiveBackChain(chain - 1);
            }

            throw new IpcException(
                IpcError.NoSpace, $"An element of {bytes.Length:N0} bytes was not stored; nothing was changed. {e.Message}", e);
        }

        ElementView.Write(_region, BlockHeap.OffsetOf(block), bytes, references, chain);
        _references.Add(references);
        return block;
    }

    private bool Is(int index, ReadOnlySpan<byte> expected)
    {
        ElementView element = ViewInside(index);
        if (element.Length != expected.Length)
        {
            return false;
        }

        if (element.Chain == 0)
        {
            return element.BytesIn(_region).SequenceEqual(expected);
        }

        using MessageBuffer bytes = MessageBuffer.Rent();
        Copy(element, bytes);
        return bytes.Written.SequenceEqual(expected);
    }
}
