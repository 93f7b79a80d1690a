using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// Whether an information record is to be shown, by the preference of the command that writes it. The engine keeps the
/// record in any case, and does not note in it which of the two was wanted.
/// </summary>
internal static class InformationWish
{
    private static readonly EngineMember s_context =
        EngineMember.OfProperty(typeof(Runspace), "Runspace.ExecutionContext");

    private static readonly EngineMember s_current =
        EngineMember.OfProperty(s_context.Type, "ExecutionContext.CurrentCommandProcessor");

    private static readonly EngineMember s_runtime =
        EngineMember.OfProperty(s_current.Type, "CommandProcessorBase.CommandRuntime");

    private static readonly EngineMember s_preference =
        EngineMember.OfProperty(s_runtime.Type, "MshCommandRuntime.InformationPreference");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Runspace, ActionPreference>> Operation = new(
        "tell whether the command that runs shows information records",
        "what Write-Information writes in a worker or an item",
        "it is there with 6>&1 only, as if nobody had wanted it to be shown",
        [s_context, s_current, s_runtime, s_preference],
        Bind,
        static _ => ActionPreference.SilentlyContinue);

    /// <summary>Whether what the calling thread's runspace writes at this moment is to be shown.</summary>
    public static bool IsShown =>
        Runspace.DefaultRunspace is { } runspace && Operation.Call(runspace) == ActionPreference.Continue;

    private static Func<Runspace, ActionPreference> Bind()
    {
        PropertyInfo context = s_context.Property;
        PropertyInfo current = s_current.Property;
        PropertyInfo runtime = s_runtime.Property;
        PropertyInfo preference = s_preference.Property;
        return runspace => current.GetValue(context.GetValue(runspace)) is { } command
            ? (ActionPreference)preference.GetValue(runtime.GetValue(command))!
            : ActionPreference.SilentlyContinue;
    }
}
