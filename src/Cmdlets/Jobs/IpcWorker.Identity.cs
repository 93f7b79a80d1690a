using System.Diagnostics;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <content>
/// Which process the worker is: the one that was started, or, if that is a wrapper that waits for a pwsh of its own,
/// that pwsh.
/// </content>
public sealed partial class IpcWorker
{
    private ProcessIdentity? _wrapper;
    private ProcessIdentity? _identity;
    private volatile bool _hasStarted;

    // The script is about to run, in that process.
    private void OnReady(ProcessIdentity itself)
    {
        _hasStarted = true;
        _farEnd?.Close(); // The worker holds it now: from here on its death closes it.
        if (itself.IsVisible && itself.Pid != ProcessId)
        {
            (_wrapper, _identity) = (_identity, itself);
            ProcessId = itself.Pid;
        }

        if (Pool is not null)
        {
            // Not before: a worker that had died with it would have taken it along. Not here: it may have to wait for
            // room.
            ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.SendGatheredInput(), this, preferLocal: false);
        }
    }

    // Both at once: a wrapper need not end when what it waits for has ended.
    private void KillProcess(Process process, bool keepChildren)
    {
        if (_wrapper is null)
        {
            if (keepChildren || !ProcessGroup.Kill(process.Id))
            {
                process.Kill();
            }

            return;
        }

        if (_identity is { } worker && worker.IsAlive())
        {
            if (keepChildren || !ProcessGroup.Kill(worker.Pid))
            {
                ProcessGroup.KillLeader(worker.Pid);
            }
        }

        process.Kill();
    }
}
