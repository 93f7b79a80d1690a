using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that take workers from the pipeline or by name, id or number.</summary>
public abstract class IpcWorkerCommand : IpcCommand
{
    /// <summary>The workers, as Start-IpcWorker or Get-IpcWorker give them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Worker")]
    [Alias("Job")]
    [EachOf(typeof(IpcWorker), "This takes workers, as Start-IpcWorker or Get-IpcWorker write them. A name goes to "
        + "-Name, an id to -Id; other jobs have Wait-Job, Receive-Job, Stop-Job and Remove-Job.")]
    public IpcWorker[] Worker { get; set; } = [];

    /// <summary>The names of workers of this session; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The job ids of workers of this session, as Get-Job shows them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id")]
    [ArgumentCompleter(typeof(WorkerNameCompleter))]
    public int[] Id { get; set; } = [];

    private protected override object? Target => ParameterSetName switch
    {
        "Name" => string.Join(", ", Name),
        "Id" => string.Join(", ", Id),
        _ => Worker.Length == 1 ? Worker[0] : Worker,
    };

    /// <summary>The workers that the user means; an error for each name or id that there is none of.</summary>
    private protected IEnumerable<IpcWorker> Selected() => ParameterSetName switch
    {
        "Name" => WorkerSelection.ByName(this, Name, FailOne),
        "Id" => WorkerSelection.ById(this, Id, FailOne),
        _ => Worker,
    };
}
