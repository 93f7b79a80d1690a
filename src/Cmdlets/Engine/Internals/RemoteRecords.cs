using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The engine's own way to make an error record from its description, as its remoting does. It alone sets the position,
/// the script stack and the original exception.
/// </summary>
internal static class RemoteRecords
{
    private static readonly EngineMember s_make =
        EngineMember.OfMethod(typeof(ErrorRecord), "ErrorRecord.FromPSObjectForRemoting", typeof(PSObject));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSObject, ErrorRecord>?> Operation = new(
        "make an error record with all that it had elsewhere",
        "an error record that arrives",
        "it has message, id, category, target and details; no position, stack or original exception",
        [s_make],
        static () => s_make.As<Func<PSObject, ErrorRecord>>(),
        null);

    /// <summary>Makes a record from its description; null where the engine has no such way.</summary>
    public static Func<PSObject, ErrorRecord>? Make => Operation.Call;
}
