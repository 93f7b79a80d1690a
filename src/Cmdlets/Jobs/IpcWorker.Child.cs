using System.Management.Automation;

namespace Ipc.Commands;

/// <content>
/// The child job, which has the streams and the reason of a failure. Under the names that they have in any job the
/// worker shows those of the child: the engine, to which this is any job, finds its own streams empty, and so takes
/// nothing twice.
/// </content>
public sealed partial class IpcWorker
{
    private volatile bool _hasTold;

    /// <summary>Raised once, when it has completed, failed or was stopped.</summary>
    public event EventHandler? Ended;

    /// <summary>What the script has written, until it is received.</summary>
    public new PSDataCollection<PSObject> Output => Child.Output;

    /// <summary>The errors that the script has written, until they are received.</summary>
    public new PSDataCollection<ErrorRecord> Error => Child.Error;

    /// <summary>The warnings, until they are received.</summary>
    public new PSDataCollection<WarningRecord> Warning => Child.Warning;

    /// <summary>The verbose records, until they are received.</summary>
    public new PSDataCollection<VerboseRecord> Verbose => Child.Verbose;

    /// <summary>The debug records, until they are received.</summary>
    public new PSDataCollection<DebugRecord> Debug => Child.Debug;

    /// <summary>What Write-Host and Write-Information have written, until it is received.</summary>
    public new PSDataCollection<InformationRecord> Information => Child.Information;

    /// <summary>The progress records, until they are received.</summary>
    public new PSDataCollection<ProgressRecord> Progress => Child.Progress;

    /// <summary>Its state, and why it is in that.</summary>
    public new JobStateInfo JobStateInfo =>
        base.JobStateInfo.State == JobState.Failed ? Child.JobStateInfo : base.JobStateInfo;

    /// <summary>The job that has its streams, the only one in its ChildJobs.</summary>
    internal IpcWorkerChildJob Child { get; }

    // The child first: who hears of the worker's end finds it ended, too.
    private void SetJobState(JobState state, Exception? reason)
    {
        Child.Enter(state, reason);
        base.SetJobState(state);
        if (state is JobState.Completed or JobState.Failed or JobState.Stopped)
        {
            Ended?.Invoke(this, EventArgs.Empty);
            _hasTold = true;
        }
    }

    private new void SetJobState(JobState state) => SetJobState(state, null);

    private void CompleteStreams()
    {
        JobStreams.Complete(Child);
        JobStreams.Complete(this);
    }
}
