using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// One item of Invoke-IpcParallel -AsJob, as a child of its job: what it wrote is in its streams, and its state is
/// Failed when an error has ended it.
/// </summary>
public sealed class IpcParallelItemJob : Job
{
    /// <summary>Makes one that nobody has begun.</summary>
    /// <param name="command">The script as Get-Job shows it.</param>
    /// <param name="index">Its place among the inputs, from 0.</param>
    /// <param name="input">The input.</param>
    internal IpcParallelItemJob(string command, long index, object? input)
        : base(command, ParallelItem.NameOf(index, input))
    {
        PSJobTypeName = nameof(IpcParallelItemJob);
        Input = input;
    }

    /// <summary>The input that the block found in <c>$_</c>.</summary>
    public object? Input { get; }

    /// <summary>The error that ended it; null while there is none.</summary>
    public ErrorRecord? Failure { get; private set; }

    /// <inheritdoc/>
    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0 || Debug.Count > 0
        || Information.Count > 0 || (JobStateInfo.State is JobState.NotStarted or JobState.Running && Output.IsOpen);

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override string StatusMessage => Failure?.Exception.Message ?? "";

    /// <inheritdoc/>
    public override void StopJob() => throw new PSNotSupportedException(
        "An item cannot be stopped by itself. Stop the job of Invoke-IpcParallel that it belongs to.");

    /// <summary>It may be given to a worker from now on.</summary>
    internal void Begin() => SetJobState(JobState.Running);

    /// <summary>It is known what became of it.</summary>
    /// <param name="failure">The error that ended it; null if none did.</param>
    internal void End(ErrorRecord? failure)
    {
        Failure = failure;
        End(failure is null ? JobState.Completed : JobState.Failed);
    }

    /// <summary>Its job is over, and it is not known what became of it.</summary>
    internal void GiveUp()
    {
        if (JobStateInfo.State is JobState.NotStarted or JobState.Running)
        {
            End(JobState.Stopped);
        }
    }

    private void End(JobState state)
    {
        JobStreams.Complete(this);
        SetJobState(state);
    }
}
