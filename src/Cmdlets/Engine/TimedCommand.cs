using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that may have to wait.</summary>
public abstract class TimedCommand : IpcCommand
{
    /// <summary>
    /// How long to wait: seconds, fractions allowed, or a TimeSpan. Without it as long as it takes; 0 tries once.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    private protected override bool EndsAtFirstFailure => true;

    /// <summary>The time-out, or for ever.</summary>
    private protected TimeSpan Patience => Timeout ?? System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>What is left of the time-out, for who waits for several one after the other.</summary>
    private protected TimeSpan PatienceAfter(TimeSpan waited) => Timeout is not { } timeout || timeout < TimeSpan.Zero
        ? System.Threading.Timeout.InfiniteTimeSpan
        : waited < timeout ? timeout - waited : TimeSpan.Zero;

    /// <summary>The time-out, for messages.</summary>
    private protected string PatienceText => $"{Patience.TotalSeconds} s";
}
