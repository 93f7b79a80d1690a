using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The switch by which an error record keeps its position when Receive-Job writes it.</summary>
internal static class ErrorPosition
{
    private static readonly EngineMember s_keep =
        EngineMember.OfProperty(typeof(ErrorRecord), "ErrorRecord.PreserveInvocationInfoOnce");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<ErrorRecord, bool>> Operation = new(
        "keep the position of an error that is written again",
        "Receive-IpcWorker and Invoke-IpcParallel",
        "the error's position is that of the receiving command",
        [s_keep],
        static () => s_keep.AsSetter<Action<ErrorRecord, bool>>(),
        static (_, _) => { });

    /// <summary>Lets a record keep its position the next time that it is written.</summary>
    public static void Keep(ErrorRecord record) => Operation.Call(record, true);
}
