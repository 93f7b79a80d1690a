using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Enters a lock, waiting until it is free.</summary>
/// <remarks>
/// <para>The lock is held by this runspace until Exit-IpcLock. Use-IpcLock does both, and leaves the lock whatever
/// happens: prefer it.</para>
/// <para>Values, arrays and conditions carry a lock of their own and can be entered the same way.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout), which try and catch see. With -Timeout it writes
/// $true when the lock was entered; with -Quiet $false, instead of the error, when it was not. Without -Timeout it
/// writes nothing. Outside of try the script goes on after any error: use one of these before doing what needs the
/// lock.</para>
/// <para>Several locks from the pipeline are entered in that order. If one cannot be had, or the pipeline fails
/// otherwise, those before it are left again.</para>
/// <para>If the last holder died inside, a warning that begins with IpcAbandoned says so, and WasAbandoned of the lock
/// is true: what it protects may be half changed. Entering a lock that this runspace holds already is the error
/// IpcDeadlock, unless the lock is recursive.</para>
/// <para>If several wait for each other's locks, none of them will ever go on. Who has waited for a second looks for
/// that, and later again; a warning that begins with IpcDeadlock names the processes and what each holds and waits for.
/// The wait itself goes on. Get-IpcObject -Deadlock shows the same at any time.</para>
/// </remarks>
/// <example>
/// <para>Enter and leave</para>
/// <code>Enter-IpcLock $lock
/// try { Add-Content log.txt 'one whole line' } finally { Exit-IpcLock $lock }</code>
/// <para>Nobody else who uses the lock writes at the same time.</para>
/// </example>
/// <example>
/// <para>Do something else when it is not free</para>
/// <code>if (Enter-IpcLock nightly -Timeout 0 -Quiet) {
///     try { 'my turn' } finally { Exit-IpcLock nightly }
/// }
/// else { 'somebody else is at it' }</code>
/// <para>Tries once to enter the lock named nightly, without waiting.</para>
/// </example>
[Cmdlet(VerbsCommon.Enter, "IpcLock")]
[OutputType(typeof(bool))]
public sealed class EnterIpcLockCommand : AcquireCommand
{
    /// <summary>The lock, or another object that carries one (a value, an array, a condition), or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(LockArgument))]
    public LockArgument Lock { get; set; } = null!;

    private protected override object? Target => Lock.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcLock target = Lock.Resolve();
        IpcEnterResult result = DeadlockWatch.Enter(this, target, Patience, StopToken);
        if (result != IpcEnterResult.TimedOut)
        {
            uint depth = DepthOf(target);
            Acquired(() =>
            {
                if (target.IsHeldByMe && DepthOf(target) >= depth)
                {
                    target.Exit(); // Not if whoever was answered has left it already.
                }
            });
        }

        if (result == IpcEnterResult.Abandoned)
        {
            WarnAbandoned(target);
        }

        Report(
            result != IpcEnterResult.TimedOut,
            () => $"The {target.Describe()} was not free within {PatienceText}. It was not entered; try again, or "
                + "wait longer.");
    }

    private static uint DepthOf(IIpcLock held) => held is IpcLockable local ? local.Cell.Depth : 1;
}
