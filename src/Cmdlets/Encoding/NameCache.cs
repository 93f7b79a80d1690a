using System.Text;

namespace Ipc.Commands;

/// <summary>
/// Keys and property names of the last messages. The same few names come with every message of a kind, so that most need
/// no new string. Slots are overwritten without a lock: a lost update costs one string, nothing else.
/// </summary>
internal static class NameCache
{
    private const int Slots = 512;
    private const int Longest = 32;

    private static readonly string?[] s_names = new string?[Slots];

    /// <summary>The string of these bytes, which must be ASCII to be found here.</summary>
    public static string? Get(ReadOnlySpan<byte> utf8)
    {
        if ((uint)(utf8.Length - 1) >= Longest)
        {
            return null;
        }

        uint hash = (uint)utf8.Length;
        foreach (byte unit in utf8)
        {
            hash = (hash * 31) + unit;
        }

        ref string? slot = ref s_names[(hash ^ (hash >> 15)) & (Slots - 1)];
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
