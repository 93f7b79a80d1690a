using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>The comparers of a Hashtable and an OrderedDictionary, which these do not show.</summary>
internal static class TableComparers
{
    private const string Without =
        "whether it minds case is found out by asking for a key in the other case; without such a key it does not";

    private static readonly EngineMember s_ofHashtable =
        EngineMember.OfProperty(typeof(Hashtable), "Hashtable.EqualityComparer");

    private static readonly EngineMember s_ofOrdered =
        EngineMember.OfField(typeof(OrderedDictionary), "OrderedDictionary._comparer");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Hashtable, IEqualityComparer?>?> OfHashtable = new(
        "read the comparer of a hashtable",
        "a hashtable that is sent",
        Without,
        [s_ofHashtable],
        static () => s_ofHashtable.As<Func<Hashtable, IEqualityComparer?>>(),
        null);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<OrderedDictionary, IEqualityComparer?>?> OfOrdered = new(
        "read the comparer of an ordered dictionary",
        "an ordered dictionary that is sent",
        Without,
        [s_ofOrdered],
        BindOrdered,
        null);

    /// <summary>The comparer, null for that of the type; false if it cannot be read.</summary>
    public static bool TryGet(Hashtable table, out IEqualityComparer? comparer)
    {
        if (OfHashtable.Call is { } read)
        {
            comparer = read(table);
            return true;
        }

        comparer = null;
        return false;
    }

    /// <summary>The comparer, null for that of the type; false if it cannot be read.</summary>
    public static bool TryGet(OrderedDictionary table, out IEqualityComparer? comparer)
    {
        if (OfOrdered.Call is { } read)
        {
            comparer = read(table);
            return true;
        }

        comparer = null;
        return false;
    }

    private static Func<OrderedDictionary, IEqualityComparer?> BindOrdered()
    {
        _ = Comparer([]); // Throws if the field has another type.
        return static table => Comparer(table);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_comparer")]
    private static extern ref IEqualityComparer? Comparer(OrderedDictionary table);
}
