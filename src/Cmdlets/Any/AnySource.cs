using System.Diagnostics;
using System.Management.Automation;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>What Wait-IpcAny can be given, and what of it is waited for.</summary>
internal static class AnySource
{
    /// <summary>The live object: what was given, or what it names.</summary>
    /// <exception cref="IpcException">There is no object of that name.</exception>
    public static object Of(object given) => given switch
    {
        string name => Named(name),
        IpcObjectInfo found => Open(found.Kind, found.Id),
        _ => given,
    };

    /// <summary>What Core waits for.</summary>
    /// <exception cref="InvalidCastException">It cannot be waited for.</exception>
    public static object Awaited(object source) => source switch
    {
        IIpcObject or WaitHandle or Task => source,
        Job job => job.Finished,
        Process process => process.WaitForExitAsync(),
        IAsyncResult begun => begun.AsyncWaitHandle,
        IpcPool pool => throw new InvalidCastException(
            $"The pool '{pool}' cannot be waited for. Wait for its workers (Start-IpcWorker -Pool), or use Remove-IpcPool -Wait."),
        _ => throw new InvalidCastException(
            $"[{source.GetType().Name}] cannot be waited for. Give queues, pipes, events, locks, semaphores, workers or "
                + "other jobs, processes, wait handles or tasks; or names of shared objects."),
    };

    private static IIpcObject Named(string name)
    {
        string file = IpcName.ToFileName(name); // Refuses what is no id.
        if (!file.StartsWith(IpcName.AnonymousMark))
        {
            IpcName.Validate(name);
        }

        foreach (IpcObjectInfo found in IpcStore.Local.List())
        {
            if (string.Equals(found.Id, name, StringComparison.OrdinalIgnoreCase))
            {
                return Open(found.Kind, found.Id);
            }
        }

        throw new IpcException(
            IpcError.NotFound, $"There is no shared object named '{name}'. Get-IpcObject lists what exists.");
    }

    private static IIpcObject Open(IpcKind? kind, string id) => kind switch
    {
        IpcKind.Pipe => throw new IpcException(
            IpcError.NotSupported, $"'{id}' is a pipe, which has two ends. Give one of them: Get-IpcPipe '{id}' -End Left."),
        { } known => NamedObjects.Get(known, id),
        null => throw new IpcException(
            IpcError.Corrupt, $"'{id}' is damaged, or of another version. Get-IpcObject '{id}' says more."),
    };
}
