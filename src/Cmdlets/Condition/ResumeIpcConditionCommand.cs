using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Lets those go on who wait for a condition.</summary>
/// <remarks>
/// <para>One goes on, or with -Count several, or with -All all who wait at the moment. If nobody waits, nothing
/// happens, and who comes later does not notice.</para>
/// <para>Change what the others wait for, and call this, while holding the lock of the condition. Without the lock the
/// error is IpcNotOwner: somebody who has just looked, and is about to wait, would miss it.</para>
/// </remarks>
/// <example>
/// <para>Say that there is something</para>
/// <code>Use-IpcLock $condition { $array[0] = 42; Resume-IpcCondition $condition }</code>
/// <para>One of those who wait goes on as soon as the block has ended.</para>
/// </example>
/// <example>
/// <para>Let all look again</para>
/// <code>Use-IpcLock enough { Resume-IpcCondition enough -All }</code>
/// <para>Everyone who waits for the condition named enough goes on, one after the other, since each enters the
/// lock.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "IpcCondition", DefaultParameterSetName = "Count", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ResumeIpcConditionCommand : IpcCommand
{
    /// <summary>The condition or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(ConditionArgument))]
    [NamesOf<ConditionArgument>]
    public ConditionArgument[] Condition { get; set; } = [];

    /// <summary>How many go on at the most; 1 unless said otherwise.</summary>
    [Parameter(Position = 1, ParameterSetName = "Count")]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>Lets all go on who wait at the moment.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    private protected override object? Target => TargetOf(Condition);

    private protected override void ProcessRecordCore() => ForEach(Condition, Resume);

    private void Resume(ConditionArgument one)
    {
        IIpcCondition target = one.Resolve();
        if (!ShouldProcess(target.Describe(), All ? "Let all go on" : $"Let {Count} go on"))
        {
            return;
        }

        if (All)
        {
            target.NotifyAll();
        }
        else
        {
            target.Notify(Count);
        }
    }
}
