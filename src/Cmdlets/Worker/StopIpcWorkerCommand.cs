using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Stops workers.</summary>
/// <remarks>
/// <para>A worker is asked first: its script stops as with Ctrl+C, and its finally blocks run. If it has not ended
/// within -GracePeriod, its process is killed.</para>
/// <para>What the script has started ends, too: all that is in the process group of the worker.</para>
/// </remarks>
/// <example>
/// <para>Stop at once</para>
/// <code>Get-IpcWorker | Stop-IpcWorker -Force</code>
/// <para>Kills all workers of this session without asking.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "IpcWorker", DefaultParameterSetName = "Worker", SupportsShouldProcess = true)]
[OutputType(typeof(IpcWorker))]
public sealed class StopIpcWorkerCommand : IpcWorkerCommand
{
    private readonly List<IpcWorker> _workers = [];

    /// <summary>Kills the process at once; finally blocks do not run.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// How long to wait for the script to stop before its process is killed: seconds or a TimeSpan. 5 seconds if not
    /// given.
    /// </summary>
    [Parameter]
    [Timeout]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Leaves the processes that the script has started. Without it they end with the worker.</summary>
    [Parameter]
    public SwitchParameter KeepChildren { get; set; }

    /// <summary>Writes the workers that were stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void ProcessRecordCore() => _workers.AddRange(
        Selected().Where(worker => !worker.IsFinished && ShouldProcess(worker.Name, "Stop worker")));

    private protected override void EndProcessingCore()
    {
        foreach (IpcWorker worker in _workers)
        {
            worker.RequestStop(KeepChildren);
        }

        if (Force || !WorkerWait.Until(AllFinished, GracePeriod, StopToken))
        {
            _workers.ForEach(worker => worker.Kill(KeepChildren));
        }

        WorkerWait.Until(AllFinished, null, StopToken);
        if (PassThru)
        {
            WriteObject(_workers, enumerateCollection: true);
        }
    }

    private bool AllFinished() => _workers.TrueForAll(static worker => worker.IsFinished);
}
