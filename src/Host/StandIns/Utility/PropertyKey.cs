using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Ipc.Host.StandIns.Utility;

/// <summary>
/// One element of a <c>-Property</c> list: a name (wildcards allowed), a script block, or a hashtable with
/// <c>Name</c>/<c>Label</c>, <c>Expression</c> and <c>Descending</c>.
/// </summary>
internal sealed class PropertyKey
{
    private readonly PSPropertyExpression _expression;

    private PropertyKey(PSPropertyExpression expression, string? name, bool? descending)
    {
        _expression = expression;
        Name = name;
        Descending = descending;
    }

    /// <summary>The name of a calculated property.</summary>
    public string? Name { get; }

    /// <summary>The direction, when the hashtable says it.</summary>
    public bool? Descending { get; }

    /// <summary>Reads an argument of <c>-Property</c>.</summary>
    public static PropertyKey From(object argument)
    {
        object value = argument is PSObject wrapped ? wrapped.BaseObject : argument;
        if (value is not IDictionary table)
        {
            return new PropertyKey(ToExpression(value), name: null, descending: null);
        }

        object expression = Find(table, "expression")
            ?? throw new PSArgumentException("A hashtable as a property needs the key Expression.");
        object? descending = Find(table, "descending");
        return new PropertyKey(
            ToExpression(expression),
            (Find(table, "name") ?? Find(table, "label"))?.ToString(),
            descending is null ? null : LanguagePrimitives.IsTrue(descending));
    }

    /// <summary>The names and values that the object has for this key.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Read(PSObject target)
    {
        foreach (PSPropertyExpression resolved in _expression.ResolveNames(target))
        {
            foreach (PSPropertyExpressionResult result in resolved.GetValues(target))
            {
                yield return new(Name ?? resolved.ToString(), result.Exception is null ? result.Result : null);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? _expression.ToString();

    private static PSPropertyExpression ToExpression(object value) =>
        value is ScriptBlock script ? new PSPropertyExpression(script) : new PSPropertyExpression(value.ToString());

    /// <summary>Keys may be shortened, as with the real cmdlets.</summary>
    private static object? Find(IDictionary table, string key)
    {
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key is string { Length: > 0 } text && key.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
