using System.Management.Automation;
using Ipc.Platform;

namespace Ipc.Commands;

/// <summary>
/// What Invoke-IpcParallel -AsJob gives: the call goes on by itself, and its results are received as those of any job.
/// </summary>
public sealed class IpcParallelJob : Job
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lateGrace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<EncodedInput> _inputs;
    private readonly InFlightHandles? _handles;
    private readonly Func<ParallelCall> _begin;
    private readonly IpcPool? _ownPool;
    private readonly ParallelProgress _progress = new();
    private readonly ParallelChildren _children;
    private long _given;
    private readonly long _deadline;
    private readonly TimeSpan? _timeout;

    /// <summary>Makes a job that is not started.</summary>
    /// <param name="command">The script as Get-Job shows it.</param>
    /// <param name="inputs">All inputs.</param>
    /// <param name="begin">Begins the call.</param>
    /// <param name="handles">What the call refers to, held until it is over; null for nothing.</param>
    /// <param name="ownPool">The pool that ends with it; null if it is somebody else's.</param>
    /// <param name="timeout">How long it may take.</param>
    internal IpcParallelJob(
        string command,
        Queue<EncodedInput> inputs,
        Func<ParallelCall> begin,
        InFlightHandles? handles,
        IpcPool? ownPool,
        TimeSpan? timeout)
        : base(command)
    {
        PSJobTypeName = "IpcParallelJob";
        _inputs = inputs;
        _begin = begin;
        _handles = handles;
        _ownPool = ownPool;
        _timeout = timeout;
        _children = new ParallelChildren(this);
        _children.Make(inputs, item => Call!.Cancel(item));
        _deadline = timeout is TimeSpan span ? IpcPool.DeadlineAfter(span) : long.MaxValue;
    }

    /// <inheritdoc/>
    public override bool HasMoreData => !IsFinished || Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0
        || Debug.Count > 0 || Information.Count > 0 || ChildJobs.Any(static child => child.HasMoreData);

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override string StatusMessage =>
        Call is { } call ? $"{call.Completed} of {call.Accepted + _inputs.Count} done" : "";

    private bool IsFinished => JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    private ParallelCall? Call { get; set; }

    /// <inheritdoc/>
    public override void StopJob()
    {
        Cancel();
        Finished.WaitOne();
    }

    // Begun here: whoever goes on drains or removes the pool perhaps, and then it is too late.
    internal void Start()
    {
        SetJobState(JobState.Running);
        try
        {
            Call = _begin();
        }
        catch (IpcException e)
        {
            Error.Add(ErrorFactory.Create(e, null));
        }

        BackgroundThread.Start(Run, $"Ipc parallel job {Id}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !IsFinished)
        {
            Cancel();
            Finished.WaitOne(); // In a moment: what the workers do is stopped by others.
        }

        if (disposing)
        {
            _children.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Cancel() => _stopping.Cancel();

    private void Run()
    {
        JobState state = JobState.Failed;
        try
        {
            state = Call is null ? JobState.Failed : Follow(Call);
        }
        catch (OperationCanceledException)
        {
            state = JobState.Stopped;
        }
        catch (IpcException e)
        {
            Error.Add(ErrorFactory.Create(e, null));
        }
        finally
        {
            Call?.GiveUp(s_grace);
            ReleaseInFlight();
            _ownPool?.Remove(s_grace);
            _children.End();
            JobStreams.Complete(this);
            SetJobState(state);
        }
    }

    private JobState Follow(ParallelCall call)
    {
        while (_inputs.TryDequeue(out EncodedInput next))
        {
            ParallelItem item = new(next);
            _children.Begin(_given++, item);
            Keep(call.Add(item));
            while (call.IsFull && call.Failure is null)
            {
                Step(call);
            }
        }

        call.EndInput();
        while (!call.IsOver && call.Failure is null)
        {
            Step(call);
        }

        Step(call);
        if (call.Failure is not null)
        {
            Error.Add(call.Failure);
            return JobState.Failed;
        }

        return call.HasFailedItems ? JobState.Failed : JobState.Completed;
    }

    private void ReleaseInFlight()
    {
        _handles?.Dispose();
        while (_inputs.TryDequeue(out EncodedInput never))
        {
            never.Handles?.Dispose();
        }
    }

    private void Step(ParallelCall call)
    {
        Keep(call.Next(Math.Min(_deadline, _progress.Next), _stopping.Token));
        if (!call.IsOver && System.Diagnostics.Stopwatch.GetTimestamp() >= _deadline)
        {
            Keep(call.EndLate(s_lateGrace, _stopping.Token));
            throw call.Late(_timeout!.Value);
        }
    }

    private void Keep(List<StreamRecord> records)
    {
        records.ForEach(record => _children.Keep(record));
        _progress.Update(Progress.Add, Call!, isTotalKnown: false);
    }
}
