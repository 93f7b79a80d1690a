using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that may have to wait.</summary>
public abstract class TimedCommand : IpcCommand
{
    /// <summary>
    /// How long to wait: seconds, fractions allowed, or a TimeSpan. Without it as long as it takes; 0 tries once.
    /// </summary>
    [Parameter]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    private protected override bool EndsAtFirstFailure => true;

    /// <summary>The time-out, or for ever.</summary>
    private protected TimeSpan Patience => Timeout ?? System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>The time-out, for messages.</summary>
    private protected string PatienceText => $"{Patience.TotalSeconds} s";
}
