using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Gets the workers of this session.</summary>
/// <remarks>
/// <para>Workers are jobs of the session that started them: Get-Job shows them, too.</para>
/// </remarks>
/// <example>
/// <para>What has failed</para>
/// <code>Get-IpcWorker | Where-Object State -eq Failed | Select-Object Name, ExitCode, Signal, Failure</code>
/// <para>Lists the workers that did not end well, and how they ended.</para>
/// </example>
/// <example>
/// <para>Clear away what has ended</para>
/// <code>Get-IpcWorker -State Completed, Failed, Stopped | Remove-IpcWorker</code>
/// <para>Leaves the workers that run or wait for their turn.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcWorker", DefaultParameterSetName = "Name")]
[OutputType(typeof(IpcWorker))]
public sealed class GetIpcWorkerCommand : IpcCommand
{
    /// <summary>The names of the workers; wildcards are allowed. Without it, all of them.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The job ids of the workers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id")]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public int[] Id { get; set; } = [];

    /// <summary>Only workers in these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public JobState[]? State { get; set; }

    private protected override void ProcessRecordCore()
    {
        IEnumerable<IpcWorker> found = ParameterSetName == "Id" ? WorkerSelection.ById(this, Id, FailOne)
            : Name is null ? WorkerSelection.All(this) : WorkerSelection.ByName(this, Name, FailOne);
        WriteObject(
            State is null ? found : found.Where(worker => State.Contains(worker.JobStateInfo.State)), enumerateCollection: true);
    }
}
