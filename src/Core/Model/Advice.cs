namespace Ipc.Model;

/// <summary>
/// Words an <see cref="IpcAdvice"/> at the end of a message: as the host of this library does, or for a C# program.
/// </summary>
internal static class Advice
{
    /// <summary>One or more sentences.</summary>
    /// <param name="advice">What can be done.</param>
    /// <param name="kind">The kind of object that it is about; 0 where there is none.</param>
    /// <param name="id">Its name or id; null for an anonymous object, or where there is none.</param>
    public static string For(IpcAdvice advice, IpcKind kind = 0, string? id = null) =>
        IpcHosting.Advise?.Invoke(advice, kind, id) ?? ForProgram(advice, kind, id);

    /// <summary>The words for a C# program.</summary>
    internal static string ForProgram(IpcAdvice advice, IpcKind kind, string? id) => advice switch
    {
        IpcAdvice.OpenAsKind or IpcAdvice.OpenExisting when kind == IpcKind.Listener =>
            "Connect to it with IpcPipe.Connect, listen along with IpcListener.Open, or choose another name.",
        IpcAdvice.Create => $"Make it with Ipc{kind}.Create; IpcObjectInfo.List says what exists.",
        IpcAdvice.CreateAgain => $"Make it again with Ipc{kind}.Create.",
        IpcAdvice.OpenAgain => $"Open it again with Ipc{kind}.Open.",
        IpcAdvice.OpenExisting => $"Open it with Ipc{kind}.Open, use CreateOrOpen, or choose another name.",
        IpcAdvice.OpenAsKind => $"Open it with Ipc{kind}.Open, or choose another name.",
        IpcAdvice.TakeFirstLock => $"Its first lock is '{id}'.",
        IpcAdvice.AskForSame => $"Ask for the same, open it with Ipc{kind}.Open, or remove it first.",
        IpcAdvice.Remove => "Remove it with IpcObject.Remove.",
        IpcAdvice.RemoveAndCreate => "Remove it and make it again.",
        IpcAdvice.RemoveDamagedFile => "Delete the file (IpcObjectInfo.DeleteDamaged).",
        IpcAdvice.RemoveLockSet => "Remove the set.",
        IpcAdvice.FreeMemory =>
            "Remove objects (IpcObjectInfo.List says which there are), give the container more (--shm-size), or set "
                + "IPC_HOME to a larger file system.",
        IpcAdvice.MakeRecursive => "Leave it first, or make the lock recursive.",
        IpcAdvice.EnterLockFirst => "Enter its lock first.",
        IpcAdvice.MakeWithLock => "Make it with its lock, or use an IpcLock.",
        IpcAdvice.SetUnderLock => "Set it while its lock is held instead.",
        IpcAdvice.ResetBarrier => "Reset it when all parties are ready to start again.",
        IpcAdvice.ResetCountdown => "Reset it to count again.",
        IpcAdvice.MakeWithPriority => "Make it with priorities (IpcQueue.Create(priority: true)), or send without one.",
        _ => "",
    };
}
