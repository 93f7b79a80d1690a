using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>The bytes of a value that holds any object. All of it is for who is inside the region's mutex.</summary>
/// <remarks>
/// <para>At 2,112 the place (8): where the value stands behind <see cref="RegionLayout.Data"/>, plus one; 0 none yet.
/// Then how often one that refers to anything may have gone (8). At the place: length (4), bytes of references in front
/// (4), these and the value, padded to 8.</para>
/// <para>Set: (1) write the new one where the old one is not: in front of it if it fits there, else behind it; (2) store
/// the place. So there is never half of it, and the memory is three times the largest at the most.</para>
/// <para>Deaths: before 2 nothing has happened, after it everything; there is nothing to be repaired. Somebody who is
/// paused inside keeps others waiting, as at a queue.</para>
/// <para>Cost: a copy, and the mutex, for reading, too.</para>
/// </remarks>
internal readonly struct BoxedBytes(Region region)
{
    internal const int PlaceAt = IpcValue.ValueAt;
    internal const int DroppedAt = PlaceAt + 8;
    private const int Header = 8;

    private readonly Region _region = region;

    /// <summary>How often what refers to anything may have gone. Outside, too.</summary>
    public ulong Dropped => _region.Long(DroppedAt).Value;

    /// <summary>Copies the value.</summary>
    public void Read(MessageBuffer output)
    {
        ReadOnlySpan<byte> stored = Stored(out int references);
        output.Write(stored[references..]);
    }

    /// <summary>Whether the value is this, byte for byte.</summary>
    public bool Is(ReadOnlySpan<byte> expected) => Stored(out int references)[references..].SequenceEqual(expected);

    /// <summary>Sets it.</summary>
    /// <param name="bytes">What it refers to, and the value.</param>
    /// <param name="references">How many of these bytes are references.</param>
    /// <param name="dropped">What the old one referred to is added here.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void Set(ReadOnlySpan<byte> bytes, int references, ref List<IpcReference>? dropped)
    {
        long size = Header + (((long)bytes.Length + 7) & ~7L);
        ReadOnlySpan<byte> old = Stored(out int oldReferences);
        Cell64 place = _region.Long(PlaceAt);
        long from = place.Value == 0 ? 0 : (long)place.Value - 1;
        long to = place.Value == 0 || size <= from ? 0 : from + Header + ((old.Length + 7) & ~7);
        long end = RegionLayout.Data + to + size;
        if (_region.Size < end && !_region.TryGrow(end))
        {
            throw new IpcException(
                IpcError.NoSpace, $"The {_region.Describe()} has no room for {bytes.Length:N0} bytes; it holds what it held before.");
        }

        if (!Reaches(end))
        {
            throw _region.Corrupt($"its size should be {_region.Size:N0} bytes and is less");
        }

        long at = RegionLayout.Data + to;
        _region.Word(at).Value = (uint)bytes.Length;
        _region.Word(at + 4).Value = (uint)references;
        bytes.CopyTo(_region.Bytes(at + Header, bytes.Length));
        CrashPoint.Reach(CrashStep.BoxWritten);
        Drop(Stored(out _)[..oldReferences], ref dropped);
        place.Value = (ulong)to + 1;
        CrashPoint.Reach(CrashStep.BoxPlaced);
    }

    /// <summary>Looks at what it refers to.</summary>
    /// <returns>Whether the look ended at one.</returns>
    public bool FindReference(ReferenceMatch match)
    {
        ReadOnlySpan<byte> stored = Stored(out int references);
        return references != 0 && MessageList.Matches(stored[..references], match);
    }

    private void Drop(ReadOnlySpan<byte> references, ref List<IpcReference>? dropped)
    {
        if (references.IsEmpty)
        {
            return;
        }

        Cell64 count = _region.Long(DroppedAt);
        count.Value++;
        ReferenceView.AddTo(references, ref dropped);
    }

    // What it refers to, and the value; trusts nothing that stands there.
    private ReadOnlySpan<byte> Stored(out int references)
    {
        references = 0;
        ulong place = _region.Long(PlaceAt).Value;
        if (place == 0)
        {
            return default;
        }

        long at = RegionLayout.Data + (long)Math.Min(place - 1, int.MaxValue);
        if ((at & 7) != 0 || !Reaches(at + Header))
        {
            throw Nonsense();
        }

        uint length = _region.Word(at).Value;
        references = (int)Math.Min(_region.Word(at + 4).Value, int.MaxValue);
        return references <= length && length <= int.MaxValue - Header && Reaches(at + Header + length)
            ? _region.Bytes(at + Header, (int)length)
            : throw Nonsense();
    }

    private bool Reaches(long end) => end <= _region.Size && end <= _region.Limit && _region.Reaches(end);

    private IpcException Nonsense() => _region.Corrupt("the place of its value makes no sense");
}
