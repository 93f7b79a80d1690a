using System.Management.Automation;
using Microsoft.PowerShell;

namespace Ipc.HelpWriter;

/// <summary>Types by the names that PowerShell users write.</summary>
internal static class TypeNames
{
    /// <summary>In full: <c>string[]</c>, <c>Ipc.Commands.IpcQueue</c>.</summary>
    public static string Full(Type type) =>
        ToStringCodeMethods.Type(PSObject.AsPSObject(Nullable.GetUnderlyingType(type) ?? type));

    /// <summary>Without namespaces, for syntax.</summary>
    public static string Short(Type type)
    {
        string full = Full(type);
        return full.Contains('[', StringComparison.Ordinal) && !full.EndsWith("[]", StringComparison.Ordinal)
            ? full
            : full[(full.LastIndexOf('.') + 1)..];
    }
}
