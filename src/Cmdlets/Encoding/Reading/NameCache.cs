using System.Buffers.Binary;
using System.Text;

namespace Ipc.Commands;

/// <summary>
/// Keys and property names of the last messages. The same few names come with every message of a kind, so that most
/// need no new string. Slots are overwritten without a lock: a lost update costs one string, nothing else.
/// </summary>
internal static class NameCache
{
    private const int SlotBits = 9;
    private const int Longest = 32;

    private static readonly string?[] s_names = new string?[1 << SlotBits];

    /// <summary>The string of these bytes, which must be ASCII to be found here.</summary>
    public static string? Get(ReadOnlySpan<byte> utf8)
    {
        if ((uint)(utf8.Length - 1) >= Longest)
        {
            return null;
        }

        // The first and the last bytes and the length: names that agree in these take each other's place, no more.
        ulong hash = utf8.Length >= sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(utf8) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8[^sizeof(uint)..]) << 32)
            : utf8[0] | ((ulong)utf8[^1] << 8) | ((ulong)utf8[utf8.Length / 2] << 16);
        hash = (hash + (uint)utf8.Length) * 0x9E3779B97F4A7C15;

        ref string? slot = ref s_names[(int)(hash >> (64 - SlotBits))];
        string? name = slot;
        if (name is not null && Ascii.Equals(utf8, name))
        {
            return name;
        }

        if (!Ascii.IsValid(utf8))
        {
            return null;
        }

        name = Encoding.Latin1.GetString(utf8);
        slot = name;
        return name;
    }
}
