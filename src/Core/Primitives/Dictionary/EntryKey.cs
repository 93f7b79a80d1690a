using System.Runtime.InteropServices;

namespace Ipc.Primitives;

/// <summary>A key that is looked for: its bytes, and its place in the order of entries.</summary>
internal readonly ref struct EntryKey
{
    private readonly bool _ignoresCase;

    private EntryKey(ReadOnlySpan<byte> bytes, bool isText, bool ignoresCase, ulong hash)
    {
        Bytes = bytes;
        IsText = isText;
        _ignoresCase = ignoresCase;
        Order = hash | 1; // Even ones are those of buckets.
    }

    /// <summary>UTF-16, or what the encoding makes of it.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsText { get; }

    /// <summary>Where entries with this key stand.</summary>
    public ulong Order { get; }

    public static EntryKey OfText(string text, bool ignoreCase, ulong seed) =>
        new(MemoryMarshal.AsBytes(text.AsSpan()), true, ignoreCase, KeyHash.OfText(text, ignoreCase, seed));

    /// <summary>Of what is no text, by how it is encoded.</summary>
    public static EntryKey OfEncoded(ReadOnlySpan<byte> bytes, ulong seed) => new(bytes, false, false, KeyHash.Of(bytes, ~seed));

    /// <summary>Whether a key that stands somewhere is this one.</summary>
    public bool Is(bool isText, ReadOnlySpan<byte> bytes) => isText == IsText
        && (bytes.SequenceEqual(Bytes)
            || (_ignoresCase && bytes.Length == Bytes.Length
                && MemoryMarshal.Cast<byte, char>(bytes).Equals(MemoryMarshal.Cast<byte, char>(Bytes), StringComparison.OrdinalIgnoreCase)));
}
