using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// An entry as it stands in its block: what its header said when it was looked at, held against the room there is. A
/// reader outside of the mutex may see one that is being made or used for something else: then what it has read is
/// nonsense, and within bounds.
/// </summary>
internal readonly struct EntryView
{
    public const int Header = 32;

    // In the block.
    internal const int NextAt = 0;
    internal const int KeyAt = 4;
    internal const int OrderAt = 8;
    internal const int ValueAt = 16;
    internal const int ReferencesAt = 20;
    internal const int ChainAt = 24;

    private const uint Encoded = 1u << 31;

    private EntryView(long at, uint key, int storedLength, int references, uint chain, ulong order)
    {
        At = at;
        IsText = (key & Encoded) == 0;
        KeyLength = (int)(key & ~Encoded);
        StoredLength = storedLength;
        References = references;
        Chain = chain;
        Order = order;
    }

    /// <summary>Where the block stands.</summary>
    public long At { get; }

    public bool IsText { get; }

    public int KeyLength { get; }

    /// <summary>Bytes of the references and the value.</summary>
    public int StoredLength { get; }

    /// <summary>Bytes of references in front of the value.</summary>
    public int References { get; }

    public int ValueLength => StoredLength - References;

    /// <summary>The first chunk in which the value stands, plus one; 0 when it stands behind the key.</summary>
    public uint Chain { get; }

    public ulong Order { get; }

    /// <summary>How many bytes an entry needs whose value stands behind its key.</summary>
    public static long SizeOf(int keyLength, int valueLength) => Header + (((long)keyLength + 7) & ~7) + valueLength;

    /// <summary>Looks at the header of an entry.</summary>
    /// <param name="region">The object.</param>
    /// <param name="at">Where the block stands.</param>
    /// <param name="room">How many bytes may be read from there.</param>
    /// <param name="view">What stands there.</param>
    /// <returns>False when there can be no entry.</returns>
    public static bool TryRead(Region region, long at, int room, out EntryView view)
    {
        uint key = region.Word(at + KeyAt).Value;
        uint value = region.Word(at + ValueAt).Value;
        uint references = region.Word(at + ReferencesAt).Value;
        view = new EntryView(at, key, (int)value, (int)references, region.Word(at + ChainAt).Value, region.Long(at + OrderAt).Value);
        return value <= int.MaxValue && references <= value && SizeOf(view.KeyLength, view.Chain == 0 ? (int)value : 0) <= room;
    }

    /// <summary>Writes an entry that nobody can see yet, but for the value of one with a chain.</summary>
    /// <param name="region">The object.</param>
    /// <param name="at">Where the block stands.</param>
    /// <param name="next">What comes behind it.</param>
    /// <param name="order">Its place.</param>
    /// <param name="isText">Whether the key is text.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What it refers to, and the value.</param>
    /// <param name="references">How many of these bytes are references.</param>
    /// <param name="chain">The first chunk that has them, plus one; 0 for none.</param>
    public static void Write(
        Region region, long at, uint next, ulong order, bool isText, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int references, uint chain)
    {
        region.Word(at + NextAt).Value = next;
        region.Word(at + KeyAt).Value = (uint)key.Length | (isText ? 0 : Encoded);
        region.Long(at + OrderAt).Value = order;
        region.Word(at + ValueAt).Value = (uint)value.Length;
        region.Word(at + ReferencesAt).Value = (uint)references;
        region.Word(at + ChainAt).Value = chain;
        region.Word(at + ChainAt + 4).Value = 0;
        key.CopyTo(region.Bytes(at + Header, key.Length));
        if (chain == 0)
        {
            value.CopyTo(region.Bytes(at + Header + ((key.Length + 7) & ~7), value.Length));
        }
    }

    public ReadOnlySpan<byte> KeyIn(Region region) => region.Bytes(At + Header, KeyLength);

    /// <summary>The value, of an entry without a chain.</summary>
    public ReadOnlySpan<byte> ValueIn(Region region) => StoredIn(region)[References..];

    /// <summary>What it refers to, and the value, of an entry without a chain.</summary>
    public ReadOnlySpan<byte> StoredIn(Region region) => region.Bytes(At + Header + ((KeyLength + 7) & ~7), StoredLength);
}
