using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Keys of tables and elements of sets, which cross without members of their own. With them the engine would tell one
/// from another by converting it to the other's type, which calls constructors, whenever their hashes are equal.
/// </summary>
internal sealed class PlainKeys
{
    private readonly Dictionary<int, Type> _types = [];

    /// <summary>The key without what was added to it. A custom object is told apart by which object it is.</summary>
    public static object? Of(object? key) => key is PSObject { BaseObject: not PSCustomObject and object plain } ? plain : key;

    /// <summary>Refuses keys of which two are one without the members of their own.</summary>
    public static void ThrowIfTwoAreOne(IEnumerable keys, IEqualityComparer? comparer)
    {
        Hashtable plain = new(comparer);
        foreach (object? key in keys)
        {
            if (Of(key) is not { } bare)
            {
                continue;
            }

            if (plain.ContainsKey(bare))
            {
                throw new RefusedValueException(
                    "has two keys that are one without the members that were added to them", "Give it keys that differ.");
            }

            plain.Add(bare, null);
        }
    }

    /// <summary>
    /// Refuses keys that are PSObjects by the type of their table, and of which one would be converted.
    /// </summary>
    public static void ThrowIfConverted(IEnumerable<PSObject> keys)
    {
        PlainKeys known = new();
        if (!keys.All(known.TryAdd))
        {
            throw new RefusedValueException(
                "has keys of different types that the engine tells apart by converting them", "Use keys of one type.");
        }
    }

    /// <summary>Notes a key of a table of PSObjects.</summary>
    /// <returns>False if the engine would convert it, or another one to its type.</returns>
    public bool TryAdd(object? key)
    {
        if (Of(key) is not { } plain || plain is PSObject)
        {
            return true;
        }

        Type type = plain.GetType();
        int hash = plain.GetHashCode();
        if (_types.TryAdd(hash, type))
        {
            return true;
        }

        Type before = _types[hash];
        return before == type || (before.IsPrimitive && type.IsPrimitive);
    }
}
