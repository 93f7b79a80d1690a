using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a barrier at which a number of parties meet.</summary>
/// <remarks>
/// <para>Who arrives with Wait-IpcBarrier waits until as many parties are there as the barrier is made for; then all go
/// on, and the barrier is ready for the next round. A party is a call, in whatever process.</para>
/// <para>If a party times out, is stopped, or dies after it arrived, or if somebody calls Stop-IpcBarrier, the barrier
/// breaks: everyone who waits, and who comes, gets the error IpcBarrierBroken until Reset-IpcBarrier.</para>
/// </remarks>
/// <example>
/// <para>Three workers do each step together</para>
/// <code>$barrier = New-IpcBarrier 3
/// Start-IpcWorker -Count 3 { param($barrier) 'load'; Wait-IpcBarrier $barrier; 'work' } -ArgumentList $barrier | Receive-IpcWorker -Wait</code>
/// <para>No worker begins to work before all three have loaded.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcBarrier", SupportsShouldProcess = true)]
[OutputType(typeof(IpcBarrier))]
public sealed class NewIpcBarrierCommand : NewIpcObjectCommand
{
    /// <summary>How many parties it takes to go on.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("ParticipantCount")]
    [ValidateRange(1, 32767)]
    public int Parties { get; set; }

    /// <summary>
    /// By which any process of the same user can reach the barrier. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the barrier is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    private protected override IpcSpec Spec() => new IpcBarrierSpec { Parties = Parties };
}
