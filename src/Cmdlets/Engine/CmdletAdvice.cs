
namespace Ipc.Commands;

/// <summary>What a user can do about an error of Core, in the words of this module's cmdlets.</summary>
internal static class CmdletAdvice
{
    /// <summary>What stands behind New-Ipc and Get-Ipc for a kind.</summary>
    public static string NounOf(IpcKind kind) => (kind switch
    {
        IpcKind.LockSet or IpcKind.ReaderWriterLock => IpcKind.Lock,
        IpcKind.Listener => IpcKind.Pipe,
        IpcKind.Broadcast => IpcKind.Queue,
        _ => kind,
    }).ToString();

    /// <summary>One or more sentences.</summary>
    public static string Say(IpcAdvice advice, IpcKind kind, string? id) => advice switch
    {
        IpcAdvice.OpenExisting or IpcAdvice.OpenAsKind or IpcAdvice.AskForSame when kind == IpcKind.Once =>
            "It belongs to Use-IpcOnce. Choose another name, or remove it with Remove-IpcObject.",
        IpcAdvice.Create or IpcAdvice.CreateAgain or IpcAdvice.OpenAgain when kind == IpcKind.Once =>
            "Call Use-IpcOnce again.",
        IpcAdvice.OpenExisting or IpcAdvice.OpenAsKind when kind == IpcKind.Listener =>
            $"Connect to it with Connect-IpcPipe{(id is null ? "" : $" '{id}'")}, listen along with New-IpcPipe -Listen -Force, or "
                + "choose another name.",
        IpcAdvice.OpenAgain when kind == IpcKind.Listener => $"Listen again with {HowToMake(kind)}.",
        IpcAdvice.Create when kind == IpcKind.Listener =>
            $"Listen there with {HowToMake(kind, id)}, or wait for somebody to do so (-Timeout).",
        IpcAdvice.Create => $"Make it with {HowToMake(kind, id)}; Get-IpcObject lists what exists.",
        IpcAdvice.CreateAgain => $"Make it again with {HowToMake(kind)}.",
        IpcAdvice.OpenAgain => $"Open it again with Get-Ipc{NounOf(kind)}.",
        IpcAdvice.OpenExisting =>
            $"Open it with Get-Ipc{NounOf(kind)} -Name '{id}', use -Force to make or open it, or choose another name.",
        IpcAdvice.OpenAsKind => $"Open it with Get-Ipc{NounOf(kind)}, or choose another name.",
        IpcAdvice.TakeFirstLock => $"Its first lock is '{id}'.",
        IpcAdvice.AskForSame =>
            $"Ask for the same, open it with Get-Ipc{NounOf(kind)}, or remove it first with Remove-IpcObject.",
        IpcAdvice.Remove => "Remove it with Remove-IpcObject.",
        IpcAdvice.RemoveAndCreate => "Remove it with Remove-IpcObject and make it again.",
        IpcAdvice.RemoveDamagedFile => "Remove it with Remove-IpcObject -Force, or delete the file.",
        IpcAdvice.RemoveLockSet => $"Remove the set: Remove-IpcObject {(id is null ? "$locks" : $"'{id}'")}.",
        IpcAdvice.FreeMemory =>
            "Remove objects (Get-IpcObject lists them), give the container more (--shm-size), or set IPC_HOME to a "
                + "larger file system.",
        IpcAdvice.MakeRecursive => "Leave it first, or make the lock with -Recursive.",
        IpcAdvice.EnterLockFirst => "Enter its lock first (Enter-IpcLock, Use-IpcLock).",
        IpcAdvice.MakeWithLock => "Make it without -NoLock, or use a lock of its own (New-IpcLock).",
        IpcAdvice.SetUnderLock => "Set it inside Use-IpcLock instead.",
        IpcAdvice.ResetBarrier => "Reset it with Reset-IpcBarrier when all parties are ready to start again.",
        IpcAdvice.ResetCountdown => "Reset it with Reset-IpcCountdown to count again.",
        IpcAdvice.MakeWithPriority => "Make it with New-IpcQueue -Priority, or leave the priority out.",
        _ => "",
    };

    private static string HowToMake(IpcKind kind, string? name = null) =>
        $"New-Ipc{NounOf(kind)}{(name is null ? "" : $" -Name '{name}'")}{MarkOf(kind)}";

    private static string MarkOf(IpcKind kind) => kind switch
    {
        IpcKind.LockSet => " -Count",
        IpcKind.ReaderWriterLock => " -ReaderWriter",
        IpcKind.Listener => " -Listen",
        IpcKind.Broadcast => " -Broadcast",
        _ => "",
    };
}
