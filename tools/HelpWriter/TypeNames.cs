using System.Management.Automation;
using Microsoft.PowerShell;

namespace Ipc.HelpWriter;

/// <summary>Types by the names that PowerShell users write.</summary>
internal static class TypeNames
{
    private const string Argument = "Argument";

    // Arguments that are no names of objects.
    private static readonly Dictionary<string, string> s_others = new(StringComparer.Ordinal)
    {
        ["element type"] = "type",
        ["length"] = "length or values",
    };

    /// <summary>In full: <c>string[]</c>, <c>Ipc.Commands.IpcQueue</c>.</summary>
    public static string Full(Type type) =>
        ToStringCodeMethods.Type(PSObject.AsPSObject(Nullable.GetUnderlyingType(type) ?? type));

    /// <summary>
    /// For syntax: without namespaces, and what may be passed where an argument takes more than one thing.
    /// </summary>
    public static string Short(Type type)
    {
        Type one = type.GetElementType() ?? type;
        if (one.Name.EndsWith(Argument, StringComparison.Ordinal) && one.Name.Length > Argument.Length)
        {
            string what = string.Concat(one.Name[..^Argument.Length].Select(
                static (letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
            return $"{(s_others.TryGetValue(what, out string? other) ? other : $"{what} or name")}{(type.IsArray ? "[]" : "")}";
        }

        string full = Full(type);
        return full.Contains('[', StringComparison.Ordinal) && !full.EndsWith("[]", StringComparison.Ordinal)
            ? full
            : full[(full.LastIndexOf('.') + 1)..];
    }
}
