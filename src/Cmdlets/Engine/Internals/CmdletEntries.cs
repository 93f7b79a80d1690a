using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>Cmdlets that a runspace began with. Publicly they can be changed only before it is opened.</summary>
internal static class CmdletEntries
{
    private static readonly EngineMember s_context =
        EngineMember.OfProperty(typeof(Runspace), "Runspace.ExecutionContext");

    private static readonly EngineMember s_state =
        EngineMember.OfProperty(s_context.Type, "ExecutionContext.TopLevelSessionState");

    private static readonly EngineMember s_remove =
        EngineMember.OfMethod(s_state.Type, "SessionStateInternal.RemoveCmdletEntry", typeof(string), typeof(bool));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<Runspace, string>> Operation = new(
        "take a cmdlet out of an open runspace",
        "a worker that imports the whole module",
        "Get-Command shows the module's cmdlets twice there",
        [s_context, s_state, s_remove],
        Bind,
        static (_, _) => { });

    /// <summary>Takes a cmdlet out. It stays if it comes from a module, too.</summary>
    public static void Remove(Runspace runspace, string name) => Operation.Call(runspace, name);

    private static Action<Runspace, string>? Bind()
    {
        PropertyInfo context = s_context.Property;
        PropertyInfo state = s_state.Property;
        MethodInfo remove = s_remove.Method;
        return (runspace, name) => remove.Invoke(state.GetValue(context.GetValue(runspace)), [name, true]);
    }
}
