using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes more steps of a countdown necessary.</summary>
/// <remarks>
/// <para>At zero that is the error IpcClosed, since whoever waited has gone on already; Reset-IpcCountdown begins
/// again. So who gives work to others while it works itself holds a step of its own until it has done.</para>
/// </remarks>
/// <example>
/// <para>One more to wait for</para>
/// <code>Add-IpcCountdown $open
/// Start-IpcWorker { param($open) 'work'; Step-IpcCountdown $open } -ArgumentList $open</code>
/// <para>Whoever waits for the countdown waits for this worker, too.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "IpcCountdown", SupportsShouldProcess = true)]
[OutputType(typeof(int))]
public sealed class AddIpcCountdownCommand : ChangeCountdownCommand
{
    private protected override string Action => "Add steps";

    private protected override int Change(IIpcCountdown target) => target.Add(Count);
}
