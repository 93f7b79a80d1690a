using System.Runtime.InteropServices;

namespace Ipc.Primitives;

/// <summary>
/// Hashes of keys, the same in all processes; each object has a seed of its own, so that keys which meet in one do not
/// meet in another.
/// </summary>
internal static class KeyHash
{
    private const int Short = 256;
    private const ulong First = 0xA076_1D64_78BD_642F;
    private const ulong Second = 0xE703_7ED1_A0B4_28DB;

    /// <summary>The hash of text, as its UTF-16 bytes.</summary>
    public static ulong OfText(ReadOnlySpan<char> text, bool ignoreCase, ulong seed)
    {
        if (!ignoreCase)
        {
            return Of(MemoryMarshal.AsBytes(text), seed);
        }

        Span<char> upper = text.Length <= Short ? stackalloc char[Short] : new char[text.Length];
        int length = text.ToUpperInvariant(upper);
        return Of(MemoryMarshal.AsBytes(upper[..length]), seed);
    }

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ulong hash = seed ^ Mix((ulong)bytes.Length ^ First, Second);
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes), First);
        }

        ulong last = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        return Mix(Mix(hash ^ last, Second) ^ First, Second ^ seed);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
