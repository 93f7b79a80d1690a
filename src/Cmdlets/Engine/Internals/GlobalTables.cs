using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// The tables of a session's global scope. Publicly they can be read through providers only, at a hundred times the
/// cost.
/// </summary>
internal static class GlobalTables
{
    private const string NeededBy = "the clean scope of items, calls and jobs in a pool";

    private static readonly EngineMember s_context =
        EngineMember.OfProperty(typeof(InternalCommand), "InternalCommand.Context");

    private static readonly EngineMember s_state =
        EngineMember.OfProperty(s_context.Type, "ExecutionContext.EngineSessionState");

    private static readonly EngineMember s_scope =
        EngineMember.OfProperty(s_state.Type, "SessionStateInternal.GlobalScope");

    private static readonly EngineMember s_variables =
        EngineMember.OfProperty(s_scope.Type, "SessionStateScope.Variables");

    private static readonly EngineMember s_functions =
        EngineMember.OfProperty(s_scope.Type, "SessionStateScope.FunctionTable");

    private static readonly EngineMember s_aliases = EngineMember.OfField(s_scope.Type, "SessionStateScope._alias");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSCmdlet, IDictionary<string, PSVariable>?>> Variables = new(
        "read the global variables",
        NeededBy,
        "global variables that an item sets stay for the next one",
        [s_context, s_state, s_scope, s_variables],
        static () => Bind<IDictionary<string, PSVariable>>(s_variables.Type!, s_variables.Property.GetValue),
        static _ => null);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSCmdlet, Dictionary<string, FunctionInfo>?>> Functions = new(
        "read the global functions",
        NeededBy,
        "global functions that an item defines stay for the next one",
        [s_context, s_state, s_scope, s_functions],
        static () => Bind<Dictionary<string, FunctionInfo>>(s_functions.Type!, s_functions.Property.GetValue),
        static _ => null);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSCmdlet, Dictionary<string, AliasInfo>?>> Aliases = new(
        "read the global aliases",
        NeededBy,
        "global aliases that an item defines stay for the next one",
        [s_context, s_state, s_scope, s_aliases],
        static () => Bind<Dictionary<string, AliasInfo>>(s_aliases.Type!, s_aliases.Field.GetValue),
        static _ => null);

    /// <summary>The variables of a cmdlet's session; null where the engine does not show them.</summary>
    public static IDictionary<string, PSVariable>? VariablesOf(PSCmdlet cmdlet) => Variables.Call(cmdlet);

    /// <summary>The functions; null where the engine does not show them.</summary>
    public static Dictionary<string, FunctionInfo>? FunctionsOf(PSCmdlet cmdlet) => Functions.Call(cmdlet);

    /// <summary>The aliases; null where the engine does not show them, or has none yet.</summary>
    public static Dictionary<string, AliasInfo>? AliasesOf(PSCmdlet cmdlet) => Aliases.Call(cmdlet);

    private static Func<PSCmdlet, TTable?>? Bind<TTable>(Type type, Func<object?, object?> read)
        where TTable : class
    {
        PropertyInfo context = s_context.Property;
        PropertyInfo state = s_state.Property;
        PropertyInfo scope = s_scope.Property;
        return typeof(TTable).IsAssignableFrom(type)
            ? cmdlet => (TTable?)read(scope.GetValue(state.GetValue(context.GetValue(cmdlet))))
            : null;
    }
}
