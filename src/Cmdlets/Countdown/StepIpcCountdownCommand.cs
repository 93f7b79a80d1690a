using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Takes a step of a countdown.</summary>
/// <remarks>
/// <para>Whoever waits goes on when no step is left. To take more steps than are left is an error (IpcInvalidArgument),
/// and nothing is changed; at zero the error is IpcClosed.</para>
/// </remarks>
/// <example>
/// <para>Say that this part is done</para>
/// <code>Step-IpcCountdown ready</code>
/// <para>One step less of the countdown named ready.</para>
/// </example>
/// <example>
/// <para>The last one puts out the light</para>
/// <code>if ((Step-IpcCountdown $ready -PassThru) -eq 0) { 'all are done' }</code>
/// <para>-PassThru writes how many steps are left after this one. Exactly one caller sees 0.</para>
/// </example>
[Cmdlet(VerbsCommon.Step, "IpcCountdown", SupportsShouldProcess = true)]
[OutputType(typeof(int))]
public sealed class StepIpcCountdownCommand : ChangeCountdownCommand
{
    private protected override string Action => "Take steps";

    private protected override int Change(IIpcCountdown target) => target.Step(Count);
}
