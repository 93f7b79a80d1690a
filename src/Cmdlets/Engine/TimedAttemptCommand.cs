using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that wait for something, and say so when it did not come in time.</summary>
public abstract class TimedAttemptCommand : TimedCommand
{
    /// <summary>Writes $true when it came and $false when the time-out passed, instead of an error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Tells the user how it ended: nothing or an error, or with -Quiet $true or $false.</summary>
    private protected void Report(bool came, Func<string> timeoutMessage)
    {
        if (Quiet)
        {
            WriteObject(came);
        }
        else if (!came)
        {
            WriteTimeout(timeoutMessage());
        }
    }
}
