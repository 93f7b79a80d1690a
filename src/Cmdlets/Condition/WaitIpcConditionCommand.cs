using System.Management.Automation;
using Ipc.Sync;

namespace Ipc.Commands;

/// <summary>Leaves the lock of a condition, waits to be resumed, and enters the lock again.</summary>
/// <remarks>
/// <para>Call it while holding the lock of the condition (Use-IpcLock, Enter-IpcLock). Without the lock the error is
/// IpcNotOwner.</para>
/// <para>With -Until it waits until a block says that what one waits for is so. The block runs in the caller's scope
/// and with the lock held: first before any wait, and again after each. Without -Until, call it in a loop that looks:
/// another process may have changed it again before this one has the lock.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout). With -Timeout it writes $true when it was resumed;
/// with -Quiet $false, instead of the error, when it was not. Without -Timeout it writes nothing.</para>
/// <para>The lock is held again afterwards, as it was before, also when the time-out has passed. The time-out counts
/// until it is resumed; entering the lock again comes on top. If the pipeline is stopped, the lock is held again only
/// if it was free at that moment. With -Until the time-out is for all waits together, and what the block says after the
/// last of them counts.</para>
/// </remarks>
/// <example>
/// <para>Wait until there is something</para>
/// <code>Use-IpcLock $condition { Wait-IpcCondition $condition -Until { $array[0] -ne 0 }; $array[0] = 0 }</code>
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
    [NamesOf<ConditionArgument>]
    public ConditionArgument Condition { get; set; } = null!;

    /// <summary>
    /// Says whether what one waits for is so: true or false, as <c>if</c> takes them. It is run while the lock is held,
    /// before the first wait, too.
    /// </summary>
    [Parameter(Position = 1)]
    public ScriptBlock? Until { get; set; }

    private protected override object? Target => Condition.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcCondition target = Condition.Resolve();
        if (Until is not null)
        {
            bool isSo = WaitUntil(target, Until);
            Report(isSo, () => $"What the {target.Describe()} stands for was not so within {PatienceText}. Its lock is "
                + "held again.");
            return;
        }

        bool resumed = Wait(target, Patience);
        Report(resumed, () => $"Nobody resumed the {target.Describe()} within {PatienceText}. Its lock is held again.");
    }

    private bool WaitUntil(IIpcCondition target, ScriptBlock isSo)
    {
        if (!target.IsHeldByMe)
        {
            target.TryWait(TimeSpan.Zero, StopToken); // Says what is wrong.
        }

        Deadline deadline = Deadline.After(Patience);
        while (!CallerScope.IsTrue(this, isSo))
        {
            if (deadline.HasPassed)
            {
                return false;
            }

            Wait(target, deadline.IsNever ? System.Threading.Timeout.InfiniteTimeSpan : deadline.Remaining);
        }

        return true;
    }

    private bool Wait(IIpcCondition target, TimeSpan patience)
    {
        bool resumed = target.TryWait(patience, StopToken);
        if (target.WasAbandoned)
        {
            WarnAbandoned(target);
        }

        return resumed;
    }
}
