using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Shows how far a call is, a few times a second, when it takes longer than a moment.</summary>
internal sealed class ParallelProgress
{
    private static readonly long s_first = Stopwatch.Frequency;
    private static readonly long s_interval = Stopwatch.Frequency / 4;
    private static int s_lastActivity;

    private readonly int _activity = Interlocked.Increment(ref s_lastActivity) + 1_000_000;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _isShown;

    /// <summary>When it is to be shown next.</summary>
    public long Next { get; private set; } = Stopwatch.GetTimestamp() + s_first;

    /// <summary>Shows it, if it is time.</summary>
    public void Update(Action<ProgressRecord> write, ParallelCall call, bool isTotalKnown)
    {
        long now = Stopwatch.GetTimestamp();
        if (now < Next)
        {
            return;
        }

        Next = now + s_interval;
        _isShown = true;
        string lost = call.Lost == 0 ? "" : $", {call.Lost:N0} lost";
        string total = $"{call.Accepted:N0}{(isTotalKnown ? "" : " or more")}";
        ProgressRecord record = new(
            _activity, "Invoke-IpcParallel", $"{call.Completed:N0} of {total} done{lost}, {call.Workers.Count} "
                + "workers");
        if (isTotalKnown && call.Accepted > 0)
        {
            record.PercentComplete = (int)(100 * call.Completed / call.Accepted);
            if (call.Completed > 0)
            {
                double passed = Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
                double left = (call.Accepted - call.Completed) * passed / call.Completed;
                record.SecondsRemaining = (int)Math.Min(Math.Ceiling(left), int.MaxValue);
            }
        }

        write(record);
    }

    /// <summary>Takes it away.</summary>
    public void End(Cmdlet cmdlet)
    {
        if (_isShown)
        {
            cmdlet.WriteProgress(
                new ProgressRecord(_activity, "Invoke-IpcParallel", "done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
