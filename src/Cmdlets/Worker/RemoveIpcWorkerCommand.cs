using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Removes workers that have ended, and what they wrote, from this session.</summary>
/// <remarks>
/// <para>A worker that still runs is refused, unless -Force is given: then it is killed first.</para>
/// </remarks>
/// <example>
/// <para>Clear away</para>
/// <code>Get-IpcWorker | Remove-IpcWorker -Force</code>
/// <para>Ends all workers of this session and forgets them.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "IpcWorker", DefaultParameterSetName = "Worker", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpcWorkerCommand : IpcWorkerCommand
{
    /// <summary>Kills a worker that still runs, and removes it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void ProcessRecordCore()
    {
        IpcWorker[] selected = [.. Selected()];
        foreach (IpcWorker worker in selected)
        {
            if (!worker.IsFinished && !Force)
            {
                FailOne(
                    new IpcException(IpcError.NotSupported, $"The worker '{worker.Name}' still runs. Wait for it, "
                        + "stop it with Stop-IpcWorker, or use -Force."),
                    worker,
                    selected.Length);
            }
            else if (ShouldProcess(worker.Name, "Remove worker"))
            {
                Remove(worker);
            }
        }
    }

    private void Remove(IpcWorker worker)
    {
        if (!worker.IsFinished)
        {
            worker.Kill();
            WorkerWait.Until(() => worker.IsFinished, null, StopToken);
        }

        IpcWorkerSourceAdapter.Forget(worker);
        worker.Dispose();
    }
}
