using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Arrives at a barrier and waits for the other parties.</summary>
/// <remarks>
/// <para>When all parties are there, all go on. A party that gives up, because its time-out passes or it is stopped,
/// breaks the barrier for all: those who wait, and who come until Reset-IpcBarrier, get the error IpcBarrierBroken. So
/// does a party that dies after it arrived.</para>
/// <para>The one whose time-out has passed gets the error IpcTimeout, or with -Quiet $false instead. When all have met,
/// -Timeout and -Quiet write $true; -PassThru writes the place instead, or after the $true of -Quiet.</para>
/// <para>With -Action the last to arrive runs a script block before anyone goes on. Give the same action to every
/// party, since any can be the last; or make the barrier with it (New-IpcBarrier -Action). If it fails, the barrier
/// breaks.</para>
/// <para>Without -Timeout the time holds with which the barrier was made (New-IpcBarrier -Timeout), if any. Then, too,
/// the error is IpcTimeout, and nothing is written when all have met.</para>
/// </remarks>
/// <example>
/// <para>Meet</para>
/// <code>Wait-IpcBarrier $barrier
/// 'all are here'</code>
/// <para>Waits until as many parties have arrived as the barrier is made for.</para>
/// </example>
/// <example>
/// <para>One of them does what must be done once</para>
/// <code>Wait-IpcBarrier step -Timeout 60 -Action { Set-IpcValue round ((Get-IpcValue round).Value + 1) }</code>
/// <para>The last to arrive at the barrier named step counts the rounds; the others go on after that.</para>
/// </example>
/// <example>
/// <para>Choose one by its place</para>
/// <code>if ((Wait-IpcBarrier step -PassThru) -eq 0) { 'I was the first' }</code>
/// <para>-PassThru gives the order of arrival, from 0.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcBarrier")]
[OutputType(typeof(bool), typeof(int))]
public sealed class WaitIpcBarrierCommand : TimedAttemptCommand
{
    /// <summary>The barrier, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(BarrierArgument))]
    [NamesOf<BarrierArgument>]
    public BarrierArgument Barrier { get; set; } = null!;

    /// <summary>
    /// Run by the last party to arrive, in its caller's scope, before anyone goes on. If it fails, the barrier breaks.
    /// </summary>
    [Parameter(Position = 1)]
    public ScriptBlock? Action { get; set; }

    /// <summary>Writes the order of arrival: 0 for the first, the number of parties less one for the last.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => Barrier.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcBarrier target = Barrier.Resolve();
        ScriptBlock? block = Action ?? EncodedBlock.Decode(target.GetDefaultAction());
        Action? action = block is null ? null : () => CallerScope.Run(this, block);
        TimeSpan patience = Timeout ?? target.DefaultTimeout ?? System.Threading.Timeout.InfiniteTimeSpan;
        bool met = target.TryWait(patience, action, out int index, StopToken);
        if (met && PassThru)
        {
            ReportQuietly();
            WriteObject(index);
            return;
        }

        Report(
            met,
            () => $"Not all parties came to the {target.Describe()} within {patience.TotalSeconds} s; it is broken "
                + "now for all of them. Reset it with Reset-IpcBarrier to use it again.");
    }
}
