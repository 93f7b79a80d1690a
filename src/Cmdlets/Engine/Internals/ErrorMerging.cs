using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Whether a cmdlet was called with <c>2&gt;&amp;1</c>, which the engine does not say publicly.</summary>
internal static class ErrorMerging
{
    private static readonly EngineMember s_runtime =
        EngineMember.OfType(typeof(PSObject), "System.Management.Automation.MshCommandRuntime");

    private static readonly EngineMember s_mergeTo =
        EngineMember.OfProperty(s_runtime.Type, "MshCommandRuntime.ErrorMergeTo");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<ICommandRuntime, bool>> Operation = new(
        "tell whether a cmdlet is called with 2>&1",
        "the blocks of Use-IpcLock and Wait-IpcBarrier",
        "the errors of the block are lost then, as those of a block of ForEach-Object are",
        [s_runtime, s_mergeTo],
        static () => static runtime =>
            s_runtime.Type!.IsInstanceOfType(runtime) && s_mergeTo.Property.GetValue(runtime)?.ToString() == "Output",
        static _ => false);

    /// <summary>Whether its errors go to its output.</summary>
    public static bool IsOn(Cmdlet cmdlet) => Operation.Call(cmdlet.CommandRuntime);
}
