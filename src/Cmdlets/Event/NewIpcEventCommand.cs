using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes an event that processes can wait for.</summary>
/// <remarks>
/// <para>Set-IpcEvent lets everyone go on who waits, and everyone who comes later, until Reset-IpcEvent. With
/// -AutoReset it lets one through and is reset by it.</para>
/// </remarks>
/// <example>
/// <para>Three workers start together</para>
/// <code>$start = New-IpcEvent
/// $workers = Start-IpcWorker -Count 3 { param($start) Wait-IpcEvent $start; 'off' } -ArgumentList $start
/// Set-IpcEvent $start
/// $workers | Receive-IpcWorker -Wait</code>
/// <para>Each worker waits until the event is set.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcEvent", SupportsShouldProcess = true)]
[OutputType(typeof(IpcEvent))]
public sealed class NewIpcEventCommand : NewIpcObjectCommand
{
    /// <summary>
    /// By which any process of the same user can reach the event. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the event is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    /// <summary>Lets one through each time it is set, and is reset by it.</summary>
    [Parameter]
    public SwitchParameter AutoReset { get; set; }

    /// <summary>Makes it set already.</summary>
    [Parameter]
    public SwitchParameter Set { get; set; }

    private protected override IpcSpec Spec() => new IpcEventSpec { Set = Set, AutoReset = AutoReset };
}
