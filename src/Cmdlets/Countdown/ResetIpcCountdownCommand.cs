using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Begins a countdown again.</summary>
/// <remarks>
/// <para>Whoever waits at that moment goes on waiting, for the new steps; who was about to go on, because it was at
/// zero before, goes on.</para>
/// </remarks>
/// <example>
/// <para>The same again</para>
/// <code>Reset-IpcCountdown ready</code>
/// <para>The countdown named ready has as many steps left as it was made with.</para>
/// </example>
/// <example>
/// <para>With another number</para>
/// <code>Reset-IpcCountdown $ready 5</code>
/// <para>Five steps are left now.</para>
/// </example>
[Cmdlet(VerbsCommon.Reset, "IpcCountdown", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ResetIpcCountdownCommand : IpcCommand
{
    /// <summary>The countdown or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(CountdownArgument))]
    [NamesOf<CountdownArgument>]
    public CountdownArgument[] Countdown { get; set; } = [];

    /// <summary>How many steps are left then. Without it as many as it was made with.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(0, int.MaxValue)]
    public int? Count { get; set; }

    private protected override object? Target => TargetOf(Countdown);

    private protected override void ProcessRecordCore() => ForEach(Countdown, one =>
    {
        IIpcCountdown target = one.Resolve();
        int steps = Count ?? target.InitialCount;
        if (ShouldProcess(target.Describe(), $"Begin again with {steps} steps"))
        {
            target.Reset(steps);
        }
    });
}
