using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Changes a shared value by a script block, while holding the value's lock.</summary>
/// <remarks>
/// <para>The block gets the value as $_ and gives the new one. The lock of the value is held meanwhile, so nobody else
/// who uses Update-IpcValue, or Use-IpcLock with the value, comes between; plain setting does not wait for the
/// lock.</para>
/// <para>When the lock is not free in time, the error is IpcTimeout. With -Quiet the first thing written is the answer
/// instead: $true when the value was changed, $false when not.</para>
/// <para>The block runs in the caller's scope. If it fails, or gives nothing, or more than one thing, or something that
/// does not convert to the type of the value, nothing is changed. The lock is left whatever happens.</para>
/// </remarks>
/// <example>
/// <para>Count</para>
/// <code>Update-IpcValue visits { $_ + 1 } -PassThru</code>
/// <para>Adds one to the value named visits, safe against every other process, and prints the new value.</para>
/// </example>
/// <example>
/// <para>Keep the largest</para>
/// <code>$size = 4711.0
/// $largest | Update-IpcValue -ScriptBlock { [Math]::Max($_, $size) }</code>
/// <para>Uses a variable of the caller inside the block.</para>
/// </example>
[Cmdlet(VerbsData.Update, "IpcValue", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class UpdateIpcValueCommand : TimedAttemptCommand
{
    /// <summary>The shared value, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(ValueArgument))]
    [NamesOf<ValueArgument>]
    public ValueArgument InputObject { get; set; } = null!;

    /// <summary>Gives the new value from the old one, which is $_.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Writes the new value.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => InputObject.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcValue target = InputObject.Resolve();
        if (!ShouldProcess(target.Describe(), "Update"))
        {
            return;
        }

        IpcEnterResult result = DeadlockWatch.Enter(this, target, shared: false, Patience, StopToken);
        if (result == IpcEnterResult.TimedOut)
        {
            Report(
                came: false,
                () => $"The {target.Describe()} was not free within {PatienceText}. Nothing was changed; try again, or "
                    + "wait longer.");
            return;
        }

        object? updated;
        try
        {
            if (result == IpcEnterResult.Abandoned)
            {
                WarnAbandoned(target);
            }

            updated = Compute(target);
            target.SetValue(updated);
        }
        finally
        {
            if (target.IsHeldByMe)
            {
                target.Exit();
            }
        }

        ReportQuietly();
        if (PassThru)
        {
            WriteObject(updated); // Not inside: the pipeline may take its time.
        }
    }

    private object? Compute(IIpcValue target)
    {
        Collection<PSObject> results = CallerScope.Collect(this, ScriptBlock, target.GetValue());
        return results.Count == 1
            ? ElementConversion.ConvertTo(results[0], target.GetElementType(), $"the {target.Describe()}")
            : throw new InvalidCastException(
                $"The script block gave {(results.Count == 0 ? "nothing" : $"{results.Count} values")}, and the "
                    + $"{target.Describe()} takes one. Nothing was changed.");
    }
}
