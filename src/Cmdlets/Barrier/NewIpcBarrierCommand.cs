using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a barrier at which a number of parties meet.</summary>
/// <remarks>
/// <para>Who arrives with Wait-IpcBarrier waits until as many parties are there as the barrier is made for; then all go
/// on, and the barrier is ready for the next round. A party is a call, in whatever process.</para>
/// <para>With -Action the last to arrive runs a block before anyone goes on, in every round. With -Timeout nobody waits
/// longer than that for the others, unless told otherwise.</para>
/// <para>If a party times out, is stopped, or dies after it arrived, or if somebody calls Stop-IpcBarrier, the barrier
/// breaks: everyone who waits, and who comes, gets the error IpcBarrierBroken until Reset-IpcBarrier.</para>
/// </remarks>
/// <example>
/// <para>Three workers do each step together</para>
/// <code>$barrier = New-IpcBarrier 3
/// Start-IpcWorker -Count 3 { param($barrier) 'load'; Wait-IpcBarrier $barrier; 'work' } -ArgumentList $barrier | Receive-IpcWorker -Wait</code>
/// <para>No worker begins to work before all three have loaded.</para>
/// </example>
/// <example>
/// <para>A round has a time, and is counted</para>
/// <code>New-IpcValue 0 -Name rounds
/// New-IpcBarrier 3 -Name step -Timeout 60 -Action { Update-IpcValue rounds { $_ + 1 } }</code>
/// <para>Whichever party comes last to Wait-IpcBarrier step counts the round. If one does not come within a minute, all
/// get an error.</para>
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

    /// <summary>
    /// How long Wait-IpcBarrier waits without a -Timeout of its own: seconds, fractions allowed, or a TimeSpan. Without
    /// it as long as it takes.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// Run by the last party to arrive, in every round, before anyone goes on; a -Action of Wait-IpcBarrier goes
    /// before. It is handed over as text, so it knows no variables of the caller but those that are where it runs.
    /// </summary>
    [Parameter]
    public ScriptBlock? Action { get; set; }

    private protected override IpcSpec Spec() => new IpcBarrierSpec
    {
        Parties = Parties,
        Timeout = Timeout == System.Threading.Timeout.InfiniteTimeSpan ? null : Timeout,
        Action = Action is null ? default : EncodedBlock.Encode(Action),
    };
}
