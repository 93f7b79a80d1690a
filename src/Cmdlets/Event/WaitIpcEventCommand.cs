using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Waits until an event is set.</summary>
/// <remarks>
/// <para>If the event is set already, it does not wait. An event that was made with -AutoReset is reset by the one who
/// goes on.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout). With -Timeout it writes $true when the event was set;
/// with -Quiet $false, instead of the error, when it was not. Without -Timeout it writes nothing.</para>
/// </remarks>
/// <example>
/// <para>Wait for another process</para>
/// <code>Wait-IpcEvent ready
/// 'everything is there'</code>
/// <para>Waits as long as it takes until somebody sets the event named ready.</para>
/// </example>
/// <example>
/// <para>Do something meanwhile</para>
/// <code>while (-not (Wait-IpcEvent $done -Timeout 0.5 -Quiet)) { Write-Host '.' -NoNewline }</code>
/// <para>Prints a dot every half second until the event is set.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcEvent")]
[OutputType(typeof(bool))]
public sealed class WaitIpcEventCommand : TimedAttemptCommand
{
    /// <summary>The event or its name, or several. Of several it waits for all; Wait-IpcAny waits for one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(EventArgument))]
    [NamesOf<EventArgument>]
    public EventArgument[] Event { get; set; } = [];

    private protected override object? Target => TargetOf(Event);

    private protected override void ProcessRecordCore()
    {
        IIpcEvent[] targets = Array.ConvertAll(Event, static one => one.Resolve());
        IIpcEvent? late = WaitForAll(targets);
        Report(
            late is null,
            () => $"The {late!.Describe()} was not set within {PatienceText}. Set it with Set-IpcEvent, or wait "
                + "longer.");
    }

    // One after the other; what let us through before another did not come lets somebody else through.
    private IIpcEvent? WaitForAll(IIpcEvent[] targets)
    {
        Stopwatch waited = Stopwatch.StartNew();
        int came = 0;
        try
        {
            while (came < targets.Length && targets[came].TryWait(PatienceAfter(waited.Elapsed), StopToken))
            {
                came++;
            }
        }
        finally
        {
            foreach (IIpcEvent used in targets.Take(came < targets.Length ? came : 0).Where(static used => used.IsAutoReset))
            {
                used.Set();
            }
        }

        return came < targets.Length ? targets[came] : null;
    }
}
