using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a countdown: a number of steps to zero, for which others wait.</summary>
/// <remarks>
/// <para>Step-IpcCountdown takes a step, Wait-IpcCountdown waits until none is left. Unlike at a barrier, who takes a
/// step goes on at once, and any number may wait. Add-IpcCountdown makes more steps necessary while some are left;
/// Reset-IpcCountdown begins again.</para>
/// <para>Steps belong to nobody. If a process dies before it has taken its step, nobody takes it for it, and whoever
/// waits goes on waiting: give Wait-IpcCountdown a -Timeout, or wait for the worker instead.</para>
/// </remarks>
/// <example>
/// <para>Go on when three workers are ready</para>
/// <code>$ready = New-IpcCountdown 3
/// Start-IpcWorker -Count 3 { param($ready) 'prepare'; Step-IpcCountdown $ready; 'work' } -ArgumentList $ready
/// Wait-IpcCountdown $ready -Timeout 60</code>
/// <para>The workers do not wait for each other. The caller goes on when all three have prepared.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcCountdown", SupportsShouldProcess = true)]
[OutputType(typeof(IpcCountdown))]
public sealed class NewIpcCountdownCommand : NewIpcObjectCommand
{
    /// <summary>How many steps it takes to zero.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("InitialCount")]
    [ValidateRange(0, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>
    /// By which any process of the same user can reach the countdown. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the countdown is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    private protected override IpcSpec Spec() => new IpcCountdownSpec { Count = Count };
}
