using System.Collections;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>The comparer of an ordered dictionary, which it shows nobody.</summary>
internal static class OrderedDictionaryComparer
{
    private static readonly EngineMember s_comparer =
        EngineMember.OfField(typeof(OrderedDictionary), "OrderedDictionary._comparer");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<OrderedDictionary, IEqualityComparer?>?> Operation = new(
        "read the comparer of an ordered dictionary",
        "an ordered dictionary that is sent",
        "its keys tell whether it minds case",
        [s_comparer],
        Bind,
        null);

    /// <summary>The comparer, null for that of the type; false if it cannot be read.</summary>
    public static bool TryGet(OrderedDictionary table, out IEqualityComparer? comparer)
    {
        if (Operation.Call is { } read)
        {
            comparer = read(table);
            return true;
        }

        comparer = null;
        return false;
    }

    private static Func<OrderedDictionary, IEqualityComparer?> Bind()
    {
        _ = Field([]); // Throws if it has another type.
        return static table => Field(table);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_comparer")]
    private static extern ref IEqualityComparer? Field(OrderedDictionary table);
}
