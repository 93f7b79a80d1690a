using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// An element as it stands in its block: what its header said when it was looked at, held against the room there is.
/// </summary>
internal readonly struct ElementView
{
    public const int Header = 16;

    // In the block.
    internal const int LengthAt = 0;
    internal const int ReferencesAt = 4;
    internal const int ChainAt = 8;

    private readonly long _at;

    private ElementView(long at, int storedLength, int references, uint chain)
    {
        _at = at;
        StoredLength = storedLength;
        References = references;
        Chain = chain;
    }

    /// <summary>Bytes of the references and the element.</summary>
    public int StoredLength { get; }

    /// <summary>Bytes of references in front of it.</summary>
    public int References { get; }

    public int Length => StoredLength - References;

    /// <summary>The first chunk in which it stands, plus one; 0 when it stands behind the header.</summary>
    public uint Chain { get; }

    /// <summary>Looks at the header of an element.</summary>
    /// <returns>False when there can be no element.</returns>
    public static bool TryRead(Region region, long at, int room, out ElementView view)
    {
        uint length = region.Word(at + LengthAt).Value;
        uint references = region.Word(at + ReferencesAt).Value;
        view = new ElementView(at, (int)length, (int)references, region.Word(at + ChainAt).Value);
        return length <= int.MaxValue && references <= length && (view.Chain != 0 || Header + (long)length <= room);
    }

    /// <summary>Writes an element that nobody can see yet, but for what stands in a chain.</summary>
    public static void Write(Region region, long at, ReadOnlySpan<byte> bytes, int references, uint chain)
    {
        region.Word(at + LengthAt).Value = (uint)bytes.Length;
        region.Word(at + ReferencesAt).Value = (uint)references;
        region.Word(at + ChainAt).Value = chain;
        region.Word(at + ChainAt + 4).Value = 0;
        if (chain == 0)
        {
            bytes.CopyTo(region.Bytes(at + Header, bytes.Length));
        }
    }

    /// <summary>Its bytes, of one without a chain.</summary>
    public ReadOnlySpan<byte> BytesIn(Region region) => StoredIn(region)[References..];

    /// <summary>What it refers to, and its bytes, of one without a chain.</summary>
    public ReadOnlySpan<byte> StoredIn(Region region) => region.Bytes(_at + Header, StoredLength);
}
