using System.Collections;
using System.Collections.Specialized;

namespace Ipc.Commands;

/// <summary>
/// The comparer of a dictionary as one byte. PowerShell's <c>@{}</c> ignores case, and a table that came back minding
/// it would break <c>$table.name</c>.
/// </summary>
internal static class Comparers
{
    private static readonly StringComparer?[] s_comparers =
    [
        null,
        StringComparer.OrdinalIgnoreCase,
        StringComparer.CurrentCultureIgnoreCase,
        StringComparer.InvariantCultureIgnoreCase,
        StringComparer.Ordinal,
        StringComparer.CurrentCulture,
        StringComparer.InvariantCulture,
    ];

    /// <summary>How many codes there are.</summary>
    public static int Count => s_comparers.Length;

    /// <summary>The code of a hashtable's comparer.</summary>
    public static byte CodeOf(Hashtable table) => HashtableComparer.TryGet(table, out IEqualityComparer? comparer)
        ? CodeOf(comparer)
        : CodeByKeys(table.Keys, table.ContainsKey);

    /// <summary>The code of an ordered dictionary's comparer.</summary>
    public static byte CodeOf(OrderedDictionary table) =>
        OrderedDictionaryComparer.TryGet(table, out IEqualityComparer? comparer)
            ? CodeOf(comparer)
            : CodeByKeys(table.Keys, table.Contains);

    /// <summary>The code of a comparer; 0 for one that cannot cross.</summary>
    public static byte CodeOf(object? comparer)
    {
        if (comparer is null)
        {
            return 0;
        }

        if (ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase))
        {
            return 1;
        }

        return comparer switch
        {
            _ when comparer.Equals(StringComparer.OrdinalIgnoreCase) => 1,
            _ when comparer.Equals(StringComparer.CurrentCultureIgnoreCase) => 2,
            _ when comparer.Equals(StringComparer.InvariantCultureIgnoreCase) => 3,
            _ when comparer.Equals(StringComparer.Ordinal) => 4,
            _ when comparer.Equals(StringComparer.CurrentCulture) => 5,
            _ when comparer.Equals(StringComparer.InvariantCulture) => 6,
            _ => 0,
        };
    }

    /// <summary>
    /// The comparer of a code; null for 0. The culture ones follow the culture of the calling thread.
    /// </summary>
    public static StringComparer? FromCode(byte code) => code switch
    {
        2 => StringComparer.CurrentCultureIgnoreCase,
        5 => StringComparer.CurrentCulture,
        _ => s_comparers[code],
    };

    /// <summary>
    /// The code for a table that does not show its comparer: it ignores case, as <c>@{}</c> does and as with Start-Job,
    /// unless two keys differ by case only, or it does not find a key in the other case.
    /// </summary>
    /// <param name="keys">Its keys.</param>
    /// <param name="contains">Asks it for a key; null where that would run others' code.</param>
    public static byte CodeByKeys(IEnumerable keys, Func<object, bool>? contains)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        string? inOtherCase = null;
        foreach (object key in keys)
        {
            if (key is string name)
            {
                if (!names.Add(name))
                {
                    return 0;
                }

                inOtherCase ??= InOtherCase(name);
            }
        }

        bool ignores = inOtherCase is null || contains is null || contains(inOtherCase);
        return ignores ? CodeOf(StringComparer.OrdinalIgnoreCase) : (byte)0;
    }

    private static string? InOtherCase(string name)
    {
        string upper = name.ToUpperInvariant();
        string other = upper == name ? name.ToLowerInvariant() : upper;
        return other == name ? null : other;
    }
}
