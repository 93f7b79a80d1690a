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
[Cmdlet(VerbsCommon.Add, "IpcCountdown")]
[OutputType(typeof(int))]
public sealed class AddIpcCountdownCommand : IpcCommand
{
    /// <summary>The countdown, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(CountdownArgument))]
    public CountdownArgument Countdown { get; set; } = null!;

    /// <summary>How many steps more; 1 unless said otherwise.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Writes how many steps are left now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => Countdown.Given;

    private protected override void ProcessRecordCore()
    {
        int left = Countdown.Resolve().Add(Count);
        if (PassThru)
        {
            WriteObject(left);
        }
    }
}
