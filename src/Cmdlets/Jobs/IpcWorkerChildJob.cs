using System.ComponentModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The one child job of a worker, as a job of Start-Job has one: what the script wrote is in its streams, and the
/// reason why it failed in its state. It starts and stops with the worker that it belongs to.
/// </summary>
/// <remarks>
/// The engine's Receive-Job writes what it finds in a job and in its children, and so must find nothing in the worker
/// itself: there the streams are those of the child under the same names, which only those see who know that it is a
/// worker (<see cref="IpcWorker.Output"/>).
/// </remarks>
public sealed class IpcWorkerChildJob : Job2
{
    private readonly IpcWorker _worker;

    /// <summary>Makes the child of a worker.</summary>
    /// <param name="worker">To which it belongs.</param>
    /// <param name="command">The script as Get-Job shows it.</param>
    internal IpcWorkerChildJob(IpcWorker worker, string command)
        : base(command)
    {
        _worker = worker;
        PSJobTypeName = IpcWorker.JobType;
    }

    /// <summary>The error that ended the script or the process; null while there is none.</summary>
    public ErrorRecord? Failure => _worker.Failure;

    /// <inheritdoc/>
    public override bool HasMoreData => _worker.HasMoreData;

    /// <inheritdoc/>
    public override string Location => _worker.Location;

    /// <inheritdoc/>
    public override string StatusMessage => _worker.StatusMessage;

    /// <inheritdoc/>
    public override void StartJob() => _worker.StartJob();

    /// <inheritdoc/>
    public override void StartJobAsync()
    {
        try
        {
            StartJob();
            OnStartJobCompleted(new AsyncCompletedEventArgs(null, false, null));
        }
        catch (IpcException e)
        {
            OnStartJobCompleted(new AsyncCompletedEventArgs(e, false, null));
        }
    }

    /// <inheritdoc/>
    public override void StopJob() => _worker.StopJob();

    /// <inheritdoc/>
    public override void StopJob(bool force, string reason) => _worker.StopJob(force, reason);

    /// <inheritdoc/>
    public override void StopJobAsync() => StopJobAsync(false, "");

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason) => ThreadPool.QueueUserWorkItem(_ =>
    {
        StopJob(force, reason);
        OnStopJobCompleted(new AsyncCompletedEventArgs(null, false, null)); // Of this job: who waits knows no other.
    });

    /// <inheritdoc/>
    public override void SuspendJob() => _worker.SuspendJob();

    /// <inheritdoc/>
    public override void SuspendJob(bool force, string reason) => _worker.SuspendJob(force, reason);

    /// <inheritdoc/>
    public override void SuspendJobAsync() => _worker.SuspendJobAsync();

    /// <inheritdoc/>
    public override void SuspendJobAsync(bool force, string reason) => _worker.SuspendJobAsync(force, reason);

    /// <inheritdoc/>
    public override void ResumeJob() => _worker.ResumeJob();

    /// <inheritdoc/>
    public override void ResumeJobAsync() => _worker.ResumeJobAsync();

    /// <inheritdoc/>
    public override void UnblockJob() => _worker.UnblockJob();

    /// <inheritdoc/>
    public override void UnblockJobAsync() => _worker.UnblockJobAsync();

    /// <summary>The state of its worker, before that has it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="reason">Why it failed; null for nothing.</param>
    internal void Enter(JobState state, Exception? reason)
    {
        if (reason is null || !JobReason.TrySet(this, state, reason))
        {
            SetJobState(state);
        }
    }
}
