using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The exceptions by which break, continue and exit leave a script. They are public, but the reference assembly does
/// not know them.
/// </summary>
internal static class FlowControl
{
    /// <summary>The code of an exit where it cannot be read.</summary>
    public const string UnknownCode = "unknown";

    private static readonly EngineMember s_base =
        EngineMember.OfType(typeof(PSObject), "System.Management.Automation.FlowControlException");

    private static readonly EngineMember s_exit =
        EngineMember.OfType(typeof(PSObject), "System.Management.Automation.ExitException");

    private static readonly EngineMember s_argument = EngineMember.OfProperty(s_exit.Type, "ExitException.Argument");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Exception, bool>> Ending = new(
        "tell break, continue and exit from errors",
        "items of Invoke-IpcParallel",
        "an item that ends itself so is an error",
        [s_base],
        static () => s_base.Type!.IsInstanceOfType,
        static _ => false);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Exception, object?>> Code = new(
        "read the code of an exit",
        "items of Invoke-IpcParallel",
        "every exit counts as one that failed",
        [s_exit, s_argument],
        static () => static exception =>
            s_exit.Type!.IsInstanceOfType(exception) ? s_argument.Property.GetValue(exception) : 0,
        static exception => exception.GetType().Name == "ExitException" ? UnknownCode : 0);

    /// <summary>Whether it ends a script without being an error.</summary>
    public static bool Ends(Exception exception) => Ending.Call(exception);

    /// <summary>The code that an exit gives; 0 for another exception.</summary>
    public static object? ExitCodeOf(Exception exception) => Code.Call(exception);
}
