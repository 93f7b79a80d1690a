using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Resets an event: who comes from now on waits.</summary>
/// <remarks>
/// <para>Who was waiting when the event was set goes on all the same.</para>
/// <para>Resetting an event that is not set changes nothing.</para>
/// </remarks>
/// <example>
/// <para>Ready for the next round</para>
/// <code>Reset-IpcEvent ready</code>
/// <para>Who waits for the event named ready from now on waits until it is set again.</para>
/// </example>
[Cmdlet(VerbsCommon.Reset, "IpcEvent", SupportsShouldProcess = true)]
[OutputType(typeof(IpcEvent))]
public sealed class ResetIpcEventCommand : IpcCommand
{
    /// <summary>The event or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(EventArgument))]
    [NamesOf<EventArgument>]
    public EventArgument[] Event { get; set; } = [];

    /// <summary>Passes the event on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => TargetOf(Event);

    private protected override void ProcessRecordCore() => ForEach(Event, one =>
    {
        IIpcEvent target = one.Resolve();
        if (!ShouldProcess(target.Describe(), "Reset"))
        {
            return;
        }

        target.Reset();
        if (PassThru)
        {
            WriteObject(target);
        }
    });
}
