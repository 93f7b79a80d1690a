using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Waits until a countdown is at zero.</summary>
/// <remarks>
/// <para>It goes on at once where no step is left. Who waited goes on also if somebody resets the countdown right after
/// it has got to zero.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout). With -Timeout it writes $true when it is at zero;
/// with -Quiet $false, instead of the error, when it is not. Without -Timeout it writes nothing. A process that dies
/// before it has taken its step leaves the countdown where it stands.</para>
/// </remarks>
/// <example>
/// <para>Wait for all</para>
/// <code>Wait-IpcCountdown $ready
/// 'all are ready'</code>
/// <para>Waits as long as it takes.</para>
/// </example>
/// <example>
/// <para>Give up after a minute</para>
/// <code>if (-not (Wait-IpcCountdown ready -Timeout 60 -Quiet)) { "$((Get-IpcCountdown ready).CurrentCount) are missing" }</code>
/// <para>With -Quiet the answer is $true or $false.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcCountdown")]
[OutputType(typeof(bool))]
public sealed class WaitIpcCountdownCommand : TimedAttemptCommand
{
    /// <summary>The countdown or its name, or several. Of several it waits for all; Wait-IpcAny waits for one of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(CountdownArgument))]
    [NamesOf<CountdownArgument>]
    public CountdownArgument[] Countdown { get; set; } = [];

    private protected override object? Target => TargetOf(Countdown);

    private protected override void ProcessRecordCore()
    {
        Stopwatch waited = Stopwatch.StartNew();
        IIpcCountdown? late = Array.ConvertAll(Countdown, static one => one.Resolve())
            .FirstOrDefault(target => !target.TryWait(PatienceAfter(waited.Elapsed), StopToken));
        Report(
            late is null,
            () => $"The {late!.Describe()} did not get to zero within {PatienceText}: {late.CurrentCount} steps are "
                + "left. Wait longer, or look whether somebody has died who should have taken one.");
    }
}
