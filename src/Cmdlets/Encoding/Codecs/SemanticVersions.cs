using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// PowerShell's SemanticVersion, which the reference assembly this is compiled against does not know. It is taken from
/// the engine's own assembly, by a name that stands here and never by one from a message.
/// </summary>
internal static class SemanticVersions
{
    /// <summary>The type; null in an engine without it.</summary>
    public static readonly Type? Type = typeof(PSObject).Assembly.GetType("System.Management.Automation.SemanticVersion");

    private static readonly ConstructorInfo? s_constructor = Type?.GetConstructor([typeof(string)]);

    /// <summary>Makes a version from its text.</summary>
    public static object Parse(string text)
    {
        if (s_constructor is null)
        {
            return text;
        }

        try
        {
            return s_constructor.Invoke([text]);
        }
        catch (TargetInvocationException exception)
        {
            throw MessageError.Corrupt("it holds an impossible semantic version", exception);
        }
    }
}
