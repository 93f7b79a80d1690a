using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that wait for something, and say so when it did not come in time.</summary>
public abstract class TimedAttemptCommand : TimedCommand
{
    /// <summary>
    /// Writes $true when it came and $false when the time-out passed, instead of an error. All else that goes wrong is
    /// an error still.
    /// </summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Tells the user how it ended: nothing or an error; with -Timeout $true or an error, since who gives one asks
    /// whether it came; with -Quiet $true or $false.
    /// </summary>
    /// <param name="came">Whether it came in time.</param>
    /// <param name="timeoutMessage">What the error is to say.</param>
    private protected void Report(bool came, Func<string> timeoutMessage)
    {
        if (!came && !Quiet)
        {
            throw TimedOut(timeoutMessage());
        }

        if (Quiet || Timeout is not null)
        {
            Answer(came);
        }
    }

    /// <summary>Writes the answer.</summary>
    private protected virtual void Answer(bool came) => WriteObject(came);

    /// <summary>
    /// Tells it where something else is written when it came: $true comes first, and with -Quiet only.
    /// </summary>
    private protected void ReportQuietly()
    {
        if (Quiet)
        {
            WriteObject(true);
        }
    }
}
