using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Leaves the lock of a condition, waits to be resumed, and enters the lock again.</summary>
/// <remarks>
/// <para>Call it while holding the lock of the condition (Use-IpcLock, Enter-IpcLock), in a loop that looks whether
/// what one waits for is so: another process may have changed it again before this one has the lock. Without the lock
/// the error is IpcNotOwner.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout). With -Timeout it writes $true when it was resumed;
/// with -Quiet $false, instead of the error, when it was not. Without -Timeout it writes nothing.</para>
/// <para>The lock is held again afterwards, as it was before, also when the time-out has passed. The time-out counts
/// until it is resumed; entering the lock again comes on top. If the pipeline is stopped, the lock is held again only
/// if it was free at that moment.</para>
/// </remarks>
/// <example>
/// <para>Wait until there is something</para>
/// <code>Use-IpcLock $condition { while ($array[0] -eq 0) { Wait-IpcCondition $condition }; $array[0] = 0 }</code>
/// <para>Nobody else who holds the lock of the condition can come between looking and setting.</para>
/// </example>
/// <example>
/// <para>Give up after a minute</para>
/// <code>Use-IpcLock enough { if (-not (Wait-IpcCondition enough -Timeout 60 -Quiet)) { 'still nothing' } }</code>
/// <para>With -Quiet the answer is $true or $false.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcCondition")]
[OutputType(typeof(bool))]
public sealed class WaitIpcConditionCommand : TimedAttemptCommand
{
    /// <summary>The condition, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(ConditionArgument))]
    public ConditionArgument Condition { get; set; } = null!;

    private protected override object? Target => Condition.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcCondition target = Condition.Resolve();
        bool resumed = target.TryWait(Patience, StopToken);
        if (target.WasAbandoned)
        {
            WarnAbandoned(target);
        }

        Report(resumed, () => $"Nobody resumed the {target.Describe()} within {PatienceText}. Its lock is held again.");
    }
}
