using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Sets an event: who waits for it goes on.</summary>
/// <remarks>
/// <para>The event stays set until Reset-IpcEvent; one that was made with -AutoReset lets one through and is reset by
/// it.</para>
/// <para>Setting an event that is set already changes nothing.</para>
/// </remarks>
/// <example>
/// <para>Give the start</para>
/// <code>Set-IpcEvent ready</code>
/// <para>Everyone who waits for the event named ready goes on.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "IpcEvent", SupportsShouldProcess = true)]
[OutputType(typeof(IpcEvent))]
public sealed class SetIpcEventCommand : IpcCommand
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
        if (!ShouldProcess(target.Describe(), "Set"))
        {
            return;
        }

        target.Set();
        if (PassThru)
        {
            WriteObject(target);
        }
    });
}
