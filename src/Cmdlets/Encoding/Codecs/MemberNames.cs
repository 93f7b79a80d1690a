using System.Collections.Frozen;

namespace Ipc.Commands;

/// <summary>
/// Names that no member in a message has: by those of the first sort the engine itself shows an object, and it refuses
/// them for custom objects; those of the second are the methods of every value, which a member would hide.
/// </summary>
internal static class MemberNames
{
    private static readonly FrozenSet<string> s_reserved =
        new[] { "psobject", "psbase", "psadapted", "psextended", "pstypenames" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_ofEveryValue =
        new[] { "GetType", "ToString", "Equals", "GetHashCode" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether no object may have a member of that name.</summary>
    public static bool IsReserved(string name) => (name.Length is >= 6 and <= 11) && s_reserved.Contains(name);

    /// <summary>Whether no value other than a custom object may have a member of that name.</summary>
    public static bool IsOfEveryValue(string name) => s_ofEveryValue.Contains(name);
}
