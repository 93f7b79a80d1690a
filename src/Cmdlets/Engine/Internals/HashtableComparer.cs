using System.Collections;

namespace Ipc.Commands;

/// <summary>The comparer of a hashtable, which only its heirs are shown.</summary>
internal static class HashtableComparer
{
    private static readonly EngineMember s_comparer =
        EngineMember.OfProperty(typeof(Hashtable), "Hashtable.EqualityComparer");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Hashtable, IEqualityComparer?>?> Operation = new(
        "read the comparer of a hashtable",
        "a hashtable that is sent",
        "its keys tell whether it minds case",
        [s_comparer],
        static () => s_comparer.As<Func<Hashtable, IEqualityComparer?>>(),
        null);

    /// <summary>The comparer, null for that of the type; false if it cannot be read.</summary>
    public static bool TryGet(Hashtable table, out IEqualityComparer? comparer)
    {
        if (Operation.Call is { } read)
        {
            comparer = read(table);
            return true;
        }

        comparer = null;
        return false;
    }
}
