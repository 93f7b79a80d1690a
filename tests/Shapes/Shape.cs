using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Tests.Shapes;

/// <summary>
/// What can be seen of an object, as a list of facts: one line for each type, value, name, member and shared part. Two
/// objects with the same facts have the same shape; how many facts of the one the other has says how much of it is
/// left.
/// </summary>
public sealed class Shape
{
    private const int DeepestData = 600;
    private const int DeepestProperties = 2;

    // What receiving from a job or a remote session adds to each object.
    private static readonly HashSet<string> s_added = ["PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"];

    private readonly List<string> _facts = [];
    private readonly Dictionary<object, string> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly bool _typesOnly;

    private Shape(bool typesOnly) => _typesOnly = typesOnly;

    /// <summary>The facts of an object.</summary>
    /// <param name="value">The object, with the members that were added to it.</param>
    /// <param name="typesOnly">Leaves the values of properties out: for objects that are never twice the same.</param>
    public static string[] Facts(PSObject? value, bool typesOnly)
    {
        Shape shape = new(typesOnly);
        shape.Add("", value, 0, DeepestProperties);
        return [.. shape._facts];
    }

    /// <summary>The facts of an object as one text.</summary>
    public static string Text(PSObject? value, bool typesOnly) => string.Join('\n', Facts(value, typesOnly));

    private void Say(string path, string what) => _facts.Add($"{path}: {what}");

    private void Add(string path, object? value, int depth, int properties)
    {
        PSObject? wrapper = value as PSObject;
        object? plain = wrapper?.BaseObject ?? value;
        if (plain is null || plain == System.Management.Automation.Internal.AutomationNull.Value)
        {
            Say(path, "null");
            return;
        }

        wrapper ??= PSObject.AsPSObject(value!);
        string type = Types.Of(wrapper);
        if (depth > DeepestData)
        {
            Say(path, $"{type}, too deep");
            return;
        }

        if (Scalar.Text(plain) is string text)
        {
            Say(path, $"{type} {text}");
            AddMembers(path, Added(wrapper), depth, properties);
            return;
        }

        if (!_seen.TryAdd(plain is PSCustomObject ? wrapper : plain, path))
        {
            Say(path, $"the same as {_seen[plain is PSCustomObject ? wrapper : plain]}");
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        Say(path, type);
        switch (plain)
        {
            case IDictionary dictionary:
                AddPairs(path, dictionary, depth, properties);
                break;
            case Array { Rank: > 1 } grid:
                Say(path, "lengths " + string.Join('x', Enumerable.Range(0, grid.Rank).Select(grid.GetLength)));
                AddItems(path, grid, depth, properties);
                break;
            case IEnumerable items when plain is not System.Xml.XmlNode:
                AddItems(path, items, depth, properties);
                break;
            default:
                AddObject(path, wrapper, plain, depth, properties);
                return;
        }

        AddMembers(path, Added(wrapper), depth, properties);
    }

    private void AddItems(string path, IEnumerable items, int depth, int properties)
    {
        int count = 0;
        foreach (object? item in items)
        {
            Add($"{path}[{count++}]", item, depth + 1, properties);
        }

        if (items is ISet<string> set && count > 0)
        {
            Say(path, set.Contains(set.First().ToUpperInvariant()) && set.Contains(set.First().ToLowerInvariant()) ? "ignores case" : "minds case");
        }

        Say(path, $"{count} items");
    }

    private void AddPairs(string path, IDictionary dictionary, int depth, int properties)
    {
        List<DictionaryEntry> pairs = [.. dictionary.Cast<object>().Select(Types.Pair)];
        Say(path, $"{pairs.Count} pairs");
        if (pairs.Select(pair => pair.Key).OfType<string>().FirstOrDefault() is string key)
        {
            Say(path, dictionary.Contains(key.ToUpperInvariant()) && dictionary.Contains(key.ToLowerInvariant()) ? "ignores case" : "minds case");
        }

        if (Types.KeepsOrder(dictionary))
        {
            Say(path, "order " + string.Join(", ", pairs.Select(pair => pair.Key)));
        }

        // The order of the others is nobody's promise.
        foreach ((string name, object? part) in pairs.Select(pair => (Types.OfKey(pair.Key), pair.Value)).OrderBy(pair => pair.Item1, StringComparer.Ordinal))
        {
            Add($"{path}[{name}]", part, depth + 1, properties);
        }
    }

    // Members that were added count like data, those of the type are looked into only so far.
    private void AddObject(string path, PSObject wrapper, object plain, int depth, int properties)
    {
        if (!_typesOnly && plain is not PSCustomObject)
        {
            Say(path, "prints as " + Safely(() => wrapper.ToString()));
        }
        else if (!_typesOnly && wrapper.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal))
        {
            Say(path, "prints as " + Safely(() => wrapper.ToString()));
        }

        if (plain is PSCustomObject && !wrapper.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal))
        {
            Say(path, "order " + string.Join(", ", wrapper.Properties.Where(property => !s_added.Contains(property.Name)).Select(property => property.Name)));
            AddMembers(path, wrapper.Properties, depth, properties);
        }
        else if (properties > 0)
        {
            AddMembers(path, wrapper.Properties, depth, properties - 1);
        }
    }

    private void AddMembers(string path, IEnumerable<PSMemberInfo> members, int depth, int properties)
    {
        foreach (PSPropertyInfo property in members.OfType<PSPropertyInfo>().Where(property => !s_added.Contains(property.Name)))
        {
            string name = $"{path}.{property.Name}";
            object? value;
            try
            {
                value = property.Value;
            }
            catch (Exception e) when (e is RuntimeException or InvalidOperationException)
            {
                continue; // What can't be read can't be lost.
            }

            if (_typesOnly)
            {
                Say(name, "is there");
            }
            else
            {
                Add(name, value, depth + 1, properties);
            }
        }
    }

    private static IEnumerable<PSMemberInfo> Added(PSObject wrapper) =>
        wrapper.Members.Where(member => member.IsInstance && member is not PSProperty);

    private static string Safely(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (RuntimeException e)
        {
            return e.GetType().Name;
        }
    }
}
