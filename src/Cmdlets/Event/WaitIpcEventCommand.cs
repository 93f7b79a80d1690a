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
    /// <summary>The event, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(EventArgument))]
    [NamesOf<EventArgument>]
    public EventArgument Event { get; set; } = null!;

    private protected override object? Target => Event.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcEvent target = Event.Resolve();
        Report(
            target.TryWait(Patience, StopToken),
            () => $"The {target.Describe()} was not set within {PatienceText}. Set it with Set-IpcEvent, or wait "
                + "longer.");
    }
}
