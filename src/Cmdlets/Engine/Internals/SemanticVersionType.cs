using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// PowerShell's SemanticVersion, which the reference assembly does not know. It is taken from the engine's own
/// assembly, by a name that stands here and never by one from a message.
/// </summary>
internal static class SemanticVersionType
{
    private static readonly EngineMember s_type =
        EngineMember.OfType(typeof(PSObject), "System.Management.Automation.SemanticVersion");

    private static readonly EngineMember s_parse =
        EngineMember.OfConstructor(s_type.Type, "SemanticVersion.new", typeof(string));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<string, object>> Operation = new(
        "make a semantic version",
        "a SemanticVersion that arrives",
        "its text arrives",
        [s_type, s_parse],
        static () => static text => s_parse.Constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [text], null),
        static text => text);

    /// <summary>The type; null in an engine without it.</summary>
    public static Type? Type => s_type.Type;

    /// <summary>Makes a version from its text.</summary>
    public static object Parse(string text) => Operation.Call(text);
}
