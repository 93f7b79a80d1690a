using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The base of the cmdlets that change how many steps of a countdown are left.</summary>
public abstract class ChangeCountdownCommand : IpcCommand
{
    /// <summary>The countdown or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(CountdownArgument))]
    [NamesOf<CountdownArgument>]
    public CountdownArgument[] Countdown { get; set; } = [];

    /// <summary>How many steps; 1 unless said otherwise.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Writes how many steps are left now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => TargetOf(Countdown);

    /// <summary>What -WhatIf says would be done.</summary>
    private protected abstract string Action { get; }

    /// <summary>Changes it, and says how many steps are left.</summary>
    private protected abstract int Change(IIpcCountdown target);

    private protected sealed override void ProcessRecordCore() => ForEach(Countdown, one =>
    {
        IIpcCountdown target = one.Resolve();
        if (!ShouldProcess(target.Describe(), $"{Action} ({Count})"))
        {
            return;
        }

        int left = Change(target);
        if (PassThru)
        {
            WriteObject(left);
        }
    });
}
