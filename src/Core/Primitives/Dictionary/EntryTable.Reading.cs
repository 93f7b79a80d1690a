using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>Looking up single entries.</summary>
internal sealed partial class EntryTable
{
    // Longer chains are walked inside only: outside they may lead in a circle.
    private const int MostStepsOutside = 1000;

    private const int Attempts = 8;

    private long MostSteps => _buckets.Value + (_region.Size / BlockHeap.Unit);

    /// <summary>Reads a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="output">Where it goes; null for whether it is there.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="IpcException">It was removed, closed, or is damaged.</exception>
    public bool TryRead(in EntryKey key, MessageBuffer? output)
    {
        int before = output?.Length ?? 0;
        Cell64 version = _versions.At(PartOf(key.Order));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Lookup result = LookOutside(key, output, version, out ulong noted);

            // SYNC POINT store-version: leaving was a full barrier, so what was read was read before this.
            if (result != Lookup.Unsure && version.Value == noted)
            {
                return result == Lookup.Found;
            }

            output?.Truncate(before);
        }

        return ReadInside(key, output);
    }

    private Lookup LookOutside(in EntryKey key, MessageBuffer? output, Cell64 version, out ulong noted)
    {
        noted = 0;
        if (!_region.TryEnterRead())
        {
            return Lookup.Unsure; // Inside, it is told why.
        }

        try
        {
            _region.ThrowIfEnded();
            noted = version.Value; // First this, then whether it is being cleared.
            if (_clearing.Value != 0)
            {
                return Lookup.Unsure;
            }

            Lookup result = Find(key, MostStepsOutside, out _, out _, out EntryView entry);
            if (result != Lookup.Found || output is null)
            {
                return result;
            }

            if (entry.Chain != 0)
            {
                return Lookup.Unsure;
            }

            output.Write(entry.ValueIn(_region));
            return Lookup.Found;
        }
        finally
        {
            _region.ExitRead();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadInside(in EntryKey key, MessageBuffer? output)
    {
        Enter();
        try
        {
            if (!FindInside(key, out _, out _, out EntryView entry))
            {
                return false;
            }

            if (output is not null)
            {
                CopyValue(entry, output);
            }

            return true;
        }
        finally
        {
            _region.Mutex.Release();
        }
    }

    private void CopyValue(in EntryView entry, IBufferWriter<byte> output)
    {
        if (entry.Chain == 0)
        {
            output.Write(entry.ValueIn(_region));
        }
        else if (entry.References == 0)
        {
            _heap.ReadChain(entry.Chain - 1, entry.StoredLength, output);
        }
        else
        {
            using MessageBuffer stored = MessageBuffer.Rent();
            _heap.ReadChain(entry.Chain - 1, entry.StoredLength, stored);
            output.Write(stored.Written[entry.References..]);
        }
    }

    // Inside. They are short, and the value that they stand in front of may not be.
    private void CopyReferences(in EntryView entry, IBufferWriter<byte> output)
    {
        if (entry.References != 0)
        {
            output.Write(entry.Chain == 0 ? entry.StoredIn(_region)[..entry.References] : _heap.ReadFront(entry.Chain - 1, entry.References));
        }
    }

    private void Enter()
    {
        _region.ThrowIfEnded();
        _region.AcquireMutex(Deadline.Never, CancellationToken.None);
    }

    private bool FindInside(in EntryKey key, out long previous, out uint block, out EntryView entry) =>
        Find(key, MostSteps, out previous, out block, out entry) switch
        {
            Lookup.Found => true,
            Lookup.Missing => false,
            _ => throw _region.Corrupt("the list of its entries makes no sense"),
        };
}
