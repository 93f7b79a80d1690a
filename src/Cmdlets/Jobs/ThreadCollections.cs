using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Collections that threads share: they work between threads of one process, so that their writer expects them to be
/// shared here, too. Nothing fails, so nothing else would say that they are not.
/// </summary>
internal static class ThreadCollections
{
    /// <summary>
    /// Warns of collections that threads share, and that a worker gets a copy of: what it writes there is lost.
    /// </summary>
    /// <param name="cmdlet">Which sends them; on the pipeline thread.</param>
    /// <param name="given">What is sent, by the name that its writer knows; the elements of an array, too.</param>
    public static void WarnOfCopies(PSCmdlet cmdlet, IEnumerable<(string Name, object? Value)> given)
    {
        foreach ((string name, object? value) in given.SelectMany(Each))
        {
            if (ElementConversion.Bare(value) is { } collection && InsteadOf(collection) is { } instead)
            {
                cmdlet.WriteWarning(
                    $"{name} is a collection that threads share ({NameOf(collection)}), and a worker is another process: "
                        + $"it gets a copy, and what it writes there is not seen here. {instead} makes one that processes "
                        + "share.");
            }
        }
    }

    private static IEnumerable<(string Name, object? Value)> Each((string Name, object? Value) given) =>
        given.Value is object?[] several ? several.Select((one, i) => ($"{given.Name}[{i}]", one)) : [given];

    private static string? InsteadOf(object collection)
    {
        Type type = collection.GetType();
        Type shape = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (shape == typeof(ConcurrentDictionary<,>)
            || collection is Hashtable { IsSynchronized: true } or SortedList { IsSynchronized: true })
        {
            return "New-IpcDictionary";
        }

        if (shape == typeof(ConcurrentQueue<>) || shape == typeof(BlockingCollection<>)
            || collection is Queue { IsSynchronized: true })
        {
            return "New-IpcQueue";
        }

        return shape == typeof(ConcurrentBag<>) || shape == typeof(ConcurrentStack<>)
            || collection is ArrayList { IsSynchronized: true } or Stack { IsSynchronized: true }
            ? "New-IpcList"
            : null;
    }

    private static string NameOf(object collection)
    {
        string name = collection.GetType().Name;
        return name.StartsWith("Sync", StringComparison.Ordinal) ? $"synchronized {name[4..]}" : name.Split('`')[0];
    }
}
