using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Runs a script block in one process at a time: whoever runs it leads, and the others wait to take over.
/// </summary>
/// <remarks>
/// <para>Every process that may lead calls it with the same name. The block runs in one of them; the others wait. When
/// the leader's block ends, in whatever way, or its process dies, one of those who wait takes over: its block runs.
/// Nobody has to make or to remove anything: the name stands for something as long as somebody leads or waits.</para>
/// <para>The name is any text; case does not matter. It has nothing to do with the names of objects: there may be a
/// lock of the same name. A paused process that leads is alive, and leads on.</para>
/// <para>The block runs in the caller's own scope: what it assigns is still there afterwards, and its output, errors,
/// warnings and other messages go on as they come. When somebody else leads until the time-out has passed, the error is
/// IpcTimeout and the block does not run. With -Quiet the first thing written is the answer instead: $true, and then
/// what the block writes, or $false. Within the block of a leader the same name is the error IpcDeadlock.</para>
/// </remarks>
/// <example>
/// <para>One of several services works, the others stand by</para>
/// <code>Use-IpcLeader mail { while ($true) { Send-Mail (Receive-IpcQueue outbox) } }</code>
/// <para>However many processes run this line, one of them sends. If it is killed, another one goes on at once.</para>
/// </example>
/// <example>
/// <para>Only if nobody else is at it</para>
/// <code>Use-IpcLeader nightly -Timeout 0 -Quiet { Update-Everything }</code>
/// <para>Writes $false at once where another process runs it already.</para>
/// </example>
[Cmdlet(VerbsOther.Use, "IpcLeader")]
[OutputType(typeof(object))]
public sealed class UseIpcLeaderCommand : TimedAttemptCommand
{
    /// <summary>What is led: any text, the same for all who may lead.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What to run while this process leads.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected override object? Target => Name;

    private protected override void ProcessRecordCore()
    {
        string text = LockText.Any("leader", Name);
        IIpcLock taken = TransientLocks.Take(text);
        try
        {
            Lead(taken);
        }
        finally
        {
            TransientLocks.Release(text, taken);
        }
    }

    private void Lead(IIpcLock turn)
    {
        if (turn.IsHeldByMe)
        {
            throw new IpcException(
                IpcError.Deadlock, $"This very caller leads '{Name}' already, so waiting would never end. Do it in the block that runs, without "
                    + "Use-IpcLeader.");
        }

        // That the leader before has died is what this is for, and no reason to warn.
        if (DeadlockWatch.Enter(this, turn, shared: false, Patience, StopToken) == IpcEnterResult.TimedOut)
        {
            Report(
                came: false,
                () => $"Another process led '{Name}' for all of {PatienceText}. The script block was not run; try again, "
                    + "or wait longer.");
            return;
        }

        try
        {
            ReportQuietly();
            CallerScope.Run(this, ScriptBlock);
        }
        finally
        {
            if (turn.IsHeldByMe)
            {
                turn.Exit(); // Else it was removed.
            }
        }
    }
}
