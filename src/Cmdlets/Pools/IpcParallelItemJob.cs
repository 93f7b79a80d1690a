using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// One item of Invoke-IpcParallel -AsJob, as a child of its job: what it wrote is in its streams, and its state is
/// Failed when an error has ended it.
/// </summary>
public sealed class IpcParallelItemJob : Job
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Action<ParallelItem>? _cancel;
    private ParallelItem? _item;
    private bool _stopRequested;

    /// <summary>Makes one that nobody has begun.</summary>
    /// <param name="command">The script as Get-Job shows it.</param>
    /// <param name="index">Its place among the inputs, from 0.</param>
    /// <param name="input">The input.</param>
    /// <param name="cancel">Does it no more; null where it is over.</param>
    internal IpcParallelItemJob(string command, long index, object? input, Action<ParallelItem>? cancel)
        : base(command, ParallelItem.NameOf(index, input))
    {
        PSJobTypeName = nameof(IpcParallelItemJob);
        Input = input;
        _cancel = cancel;
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

    private bool IsFinished => JobStateInfo.State is not (JobState.NotStarted or JobState.Running);

    /// <summary>Stops this item alone; the worker that does it is replaced. One that has ended stays as it is.</summary>
    public override void StopJob()
    {
        ParallelItem? item;
        lock (_gate)
        {
            _stopRequested = true;
            item = _item;
        }

        if (item is null)
        {
            GiveUp(); // When its turn comes, it will not be done.
            return;
        }

        if (!IsFinished)
        {
            _cancel?.Invoke(item);
            if (!Finished.WaitOne(s_patience)) // Mostly in a moment: a worker that does not stop is killed.
            {
                GiveUp(); // With -Ordered it has ended, and waits for its turn to be told.
            }
        }
    }

    /// <summary>It may be given to a worker from now on.</summary>
    internal void Begin(ParallelItem item)
    {
        lock (_gate)
        {
            item.IsCancelled = _stopRequested;
            _item = item;
            if (!IsFinished)
            {
                SetJobState(JobState.Running);
            }
        }
    }

    /// <summary>It is known what became of it.</summary>
    /// <param name="failure">The error that ended it; null if none did.</param>
    /// <param name="isStopped">Whether somebody has stopped it.</param>
    internal void End(ErrorRecord? failure, bool isStopped)
    {
        if (isStopped)
        {
            GiveUp();
            return;
        }

        Failure = failure;
        End(failure is null ? JobState.Completed : JobState.Failed);
    }

    /// <summary>Its job is over, and it is not known what became of it.</summary>
    internal void GiveUp()
    {
        lock (_gate)
        {
            if (!IsFinished)
            {
                End(JobState.Stopped);
            }
        }
    }

    private void End(JobState state)
    {
        JobStreams.Complete(this);
        SetJobState(state);
    }
}
