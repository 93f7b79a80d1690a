using System.Linq.Expressions;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Writes a record of another process to a stream of a cmdlet: the record itself, where the public ways take its text
/// only; and, if it is to be, past the preferences of the session, which would be a second filter.
/// </summary>
internal static class RecordWriting
{
    private const string NeededBy = "Receive-IpcWorker and Invoke-IpcParallel";

    private const string Without =
        "its text is written, where the preferences of the receiving session let it through";

    private static readonly EngineMember s_runtime =
        EngineMember.OfType(typeof(PSObject), "System.Management.Automation.MshCommandRuntime");

    private static readonly EngineMember s_informationPreference =
        EngineMember.OfProperty(s_runtime.Type, "MshCommandRuntime.InformationPreference");

    private static readonly EngineMember s_writeError =
        EngineMember.OfMethod(s_runtime.Type, "MshCommandRuntime._WriteErrorSkipAllowCheck", static _ => true);

    /// <summary>Writes a record; with true, whatever the preferences say.</summary>
    public delegate void Writer<in TRecord>(ICommandRuntime runtime, TRecord record, bool always);

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Writer<VerboseRecord>?> Verbose = Make<VerboseRecord>("Verbose");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Writer<DebugRecord>?> Debug = Make<DebugRecord>("Debug");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Writer<WarningRecord>?> Warning = Make<WarningRecord>("Warning");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Writer<ProgressRecord>?> Progress = Make<ProgressRecord>(
        "Progress", "it is shown if the preference of the receiving session says so");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Writer<InformationRecord>?> Information = Make<InformationRecord>(
        "Information", "it is shown if the preference of the receiving session says so");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<ICommandRuntime, ErrorRecord>?> NativeLine = new(
        "write the error line of a program so that it ends nothing",
        NeededBy,
        "it is written as any error, and ends the call where $ErrorActionPreference is Stop",
        [s_runtime, s_writeError],
        BindNativeLine,
        null);

    private static EngineOperation<Writer<TRecord>?> Make<TRecord>(string stream, string without = Without)
    {
        EngineMember write = EngineMember.OfMethod(
            s_runtime.Type, $"MshCommandRuntime.Write{stream}", typeof(TRecord), typeof(bool));
        EngineMember status = typeof(TRecord) == typeof(InformationRecord)
            ? EngineMember.OfField(s_runtime.Type, "MshCommandRuntime._informationPreference")
            : EngineMember.OfField(s_runtime.Type, $"MshCommandRuntime.last{stream}ContinueStatus");
        EngineMember[] members = typeof(TRecord) == typeof(InformationRecord)
            ? [s_runtime, write, status, s_informationPreference]
            : [s_runtime, write, status];
        return new EngineOperation<Writer<TRecord>?>(
            $"write a{(stream is "Information" ? "n" : "")} {stream.ToLowerInvariant()} record as it was written",
            NeededBy,
            without,
            members,
            () => Bind<TRecord>(write, status),
            null);
    }

    // What the engine notes when a user has answered "yes to all" is what is needed here, for one record. Information
    // is never asked about: there the preference itself, which the engine reads once a command, is another meanwhile.
    private static Writer<TRecord> Bind<TRecord>(EngineMember write, EngineMember status)
    {
        ParameterExpression given = Expression.Parameter(typeof(ICommandRuntime));
        ParameterExpression record = Expression.Parameter(typeof(TRecord));
        ParameterExpression always = Expression.Parameter(typeof(bool));
        ParameterExpression runtime = Expression.Variable(s_runtime.Type!);
        ParameterExpression before = Expression.Variable(status.Type!);
        bool isPreference = status.Type == typeof(ActionPreference);
        Expression field = Expression.Field(runtime, status.Field);
        Expression yes = Expression.Constant(
            Enum.Parse(status.Type!, isPreference ? "Continue" : "YesToAll"), status.Type!);
        Expression call = Expression.Call(runtime, write.Method, record, Expression.Constant(true));
        Expression read = isPreference
            ? Expression.Property(runtime, s_informationPreference.Property)
            : field;
        return Expression.Lambda<Writer<TRecord>>(
            Expression.Block(
                [runtime, before],
                Expression.Assign(runtime, Expression.Convert(given, s_runtime.Type!)),
                Expression.IfThenElse(
                    always,
                    Expression.Block(
                        Expression.Assign(before, read),
                        Expression.Assign(field, yes),
                        Expression.TryFinally(call, Expression.Assign(field, before))),
                    call)),
            given,
            record,
            always).Compile();
    }

    private static Action<ICommandRuntime, ErrorRecord> BindNativeLine()
    {
        ParameterExpression given = Expression.Parameter(typeof(ICommandRuntime));
        ParameterExpression record = Expression.Parameter(typeof(ErrorRecord));
        return Expression.Lambda<Action<ICommandRuntime, ErrorRecord>>(
            Expression.Call(
                Expression.Convert(given, s_runtime.Type!),
                s_writeError.Method,
                record,
                Expression.Constant(ActionPreference.Continue, typeof(ActionPreference?)),
                Expression.Constant(false)),
            given,
            record).Compile();
    }
}
