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
[Cmdlet(VerbsCommon.Step, "IpcCountdown")]
[OutputType(typeof(int))]
public sealed class StepIpcCountdownCommand : IpcCommand
{
    /// <summary>The countdown, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(CountdownArgument))]
    public CountdownArgument Countdown { get; set; } = null!;

    /// <summary>How many steps to take; 1 unless said otherwise.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Writes how many steps are left now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => Countdown.Given;

    private protected override void ProcessRecordCore()
    {
        int left = Countdown.Resolve().Step(Count);
        if (PassThru)
        {
            WriteObject(left);
        }
    }
}
