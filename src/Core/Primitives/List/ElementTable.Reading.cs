using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>Reading elements.</summary>
internal sealed partial class ElementTable
{
    private enum Lookup
    {
        Missing,
        Found,

        /// <summary>What stands there makes no sense, at least not outside of the mutex.</summary>
        Unsure,
    }

    /// <summary>Reads one element.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>False when there is none.</returns>
    public bool TryRead(int index, MessageBuffer output)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Lookup result = LookOutside(index, output, out Cell64 version, out ulong noted);

            // SYNC POINT store-version: leaving was a full barrier, so what was read was read before this.
            if (result != Lookup.Unsure && version.Value == noted)
            {
                return result == Lookup.Found;
            }

            output.Truncate(0);
        }

        return ReadInside(index, output);
    }

    /// <summary>Reads all elements as they are at one moment.</summary>
    /// <param name="output">Where their bytes go, one after the other.</param>
    /// <param name="lengths">The length of each is added here.</param>
    public void ReadAll(ArrayBufferWriter<byte> output, List<int> lengths)
    {
        // Once only: where others write all the time, reading much outside is in vain.
        if (TryReadAllOutside(output, lengths))
        {
            return;
        }

        output.ResetWrittenCount();
        lengths.Clear();
        Enter();
        try
        {
            if (!TryCopyAll(output, lengths, isInside: true))
            {
                throw Nonsense();
            }
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    private Lookup LookOutside(int index, MessageBuffer output, out Cell64 version, out ulong noted)
    {
        version = _versions.At(0);
        noted = version.Value;
        if (!_region.TryEnterRead())
        {
            return Lookup.Unsure; // Inside, it is told why.
        }

        try
        {
            _region.ThrowIfEnded();
            int count = Count;
            index += index < 0 ? count : 0;
            if ((uint)index >= (uint)count)
            {
                return _journal.Value == 0 && _clearing.Value == 0 ? Lookup.Missing : Lookup.Unsure;
            }

            version = _versions.At(PartOf(index));
            noted = version.Value; // First this, then whether something is being moved, then how many there are.
            if (_journal.Value != 0 || _clearing.Value != 0 || index >= Count)
            {
                return Lookup.Unsure;
            }

            if (!TryView(index, out ElementView element) || element.Chain != 0)
            {
                return Lookup.Unsure;
            }

            output.Write(element.BytesIn(_region));
            return Lookup.Found;
        }
        finally
        {
            _region.ExitRead();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadInside(int index, MessageBuffer output)
    {
        Enter();
        try
        {
            index += index < 0 ? Count : 0;
            if ((uint)index >= (uint)Count)
            {
                return false;
            }

            Copy(ViewInside(index), output);
            return true;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    private bool TryReadAllOutside(ArrayBufferWriter<byte> output, List<int> lengths)
    {
        ulong[] noted = new ulong[Storage.StoreVersions.Count];
        if (!_region.TryEnterRead())
        {
            return false;
        }

        bool read;
        try
        {
            _region.ThrowIfEnded();
            for (int part = 0; part < noted.Length; part++)
            {
                noted[part] = _versions.At(part).Value;
            }

            read = _journal.Value == 0 && _clearing.Value == 0 && TryCopyAll(output, lengths, isInside: false);
        }
        finally
        {
            _region.ExitRead();
        }

        // SYNC POINT store-version: as for a single element.
        for (int part = 0; read && part < noted.Length; part++)
        {
            read = _versions.At(part).Value == noted[part];
        }

        return read;
    }

    private bool TryCopyAll(ArrayBufferWriter<byte> output, List<int> lengths, bool isInside)
    {
        int count = Count;
        for (int i = 0; i < count; i++)
        {
            if (!TryView(i, out ElementView element) || (element.Chain != 0 && !isInside))
            {
                return false;
            }

            lengths.Add(element.Length);
            Copy(element, output);
        }

        return true;
    }

    private void Copy(in ElementView element, IBufferWriter<byte> output)
    {
        if (element.Chain == 0)
        {
            output.Write(element.BytesIn(_region));
        }
        else if (element.References == 0)
        {
            _heap.ReadChain(element.Chain - 1, element.StoredLength, output);
        }
        else
        {
            using MessageBuffer stored = MessageBuffer.Rent();
            _heap.ReadChain(element.Chain - 1, element.StoredLength, stored);
            output.Write(stored.Written[element.References..]);
        }
    }

    // Inside.
    private void CopyReferences(in ElementView element, IBufferWriter<byte> output)
    {
        if (element.References != 0)
        {
            output.Write(element.Chain == 0
                ? element.StoredIn(_region)[..element.References]
                : _heap.ReadFront(element.Chain - 1, element.References));
        }
    }

    private bool TryView(int index, out ElementView element)
    {
        element = default;
        return _table.TryFind((uint)index, out long at) && TryViewBlock(_region.Word(at).Value, out element);
    }

    private bool TryViewBlock(uint block, out ElementView element)
    {
        element = default;
        return _heap.TryFind(block, out long at, out int room) && ElementView.TryRead(_region, at, room, out element);
    }

    private ElementView ViewInside(int index) => TryView(index, out ElementView element) ? element : throw Nonsense();
}
