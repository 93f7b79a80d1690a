namespace Ipc.Commands;

/// <summary>The classes of this module's cmdlets, by name.</summary>
internal static class CmdletClasses
{
    /// <summary>The class of a cmdlet: it has the cmdlet's name.</summary>
    public static Type? Of(string cmdlet) => typeof(CmdletClasses).Assembly
        .GetType($"Ipc.Commands.{cmdlet.Replace("-", "", StringComparison.Ordinal)}Command");
}
