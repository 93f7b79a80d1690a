using System.Collections;
using System.Collections.Specialized;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// The comparer of a dictionary as one byte. PowerShell's <c>@{}</c> ignores case, and a table that came back minding it
/// would break <c>$table.name</c>.
/// </summary>
internal static class Comparers
{
    private static readonly Func<Hashtable, IEqualityComparer?> s_ofHashtable =
        typeof(Hashtable).GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic)!
            .GetMethod!.CreateDelegate<Func<Hashtable, IEqualityComparer?>>();

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
    public static byte CodeOf(Hashtable table) => CodeOf(s_ofHashtable(table));

    /// <summary>The code of an ordered dictionary's comparer, which only a private field tells.</summary>
    public static byte CodeOf(OrderedDictionary table) => CodeOf(ComparerField(table));

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

    /// <summary>The comparer of a code; null for 0. The culture ones follow the culture of the calling thread.</summary>
    public static StringComparer? FromCode(byte code) => code switch
    {
        2 => StringComparer.CurrentCultureIgnoreCase,
        5 => StringComparer.CurrentCulture,
        _ => s_comparers[code],
    };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_comparer")]
    private static extern ref IEqualityComparer? ComparerField(OrderedDictionary table);
}
