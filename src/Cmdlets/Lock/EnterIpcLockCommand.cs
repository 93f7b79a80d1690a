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
/// <para>A reader-writer lock (New-IpcLock -ReaderWriter) is held together with others with -Shared, and alone without.
/// Who shares it may enter again at any time. Who shares it and enters it without -Shared waits until it is the only
/// one left, and is back among those who share it after Exit-IpcLock. Only one can do so at a time: for the second,
/// each would wait for the other to leave, and that is the error IpcDeadlock. Who means to write later enters without
/// -Shared from the start.</para>
/// <para>file: and a path, or any: (or name:) and any other text, is a lock that nobody has to make: Enter-IpcLock
/// 'file:log.txt'. It is there as long as somebody holds it or waits for it, so nobody is told that its holder died if
/// nobody waited then. A path is made absolute, links are followed, and the file need not exist: all spellings of one
/// file are one lock. Of any other text case does not matter. Without a prefix it is the name of an object that
/// somebody has made, and a wrong one is the error IpcNotFound.</para>
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
    /// <summary>
    /// The lock, or another object that carries one (a value, an array, a condition), or its name; or file: and a path,
    /// any: and any other text.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(LockArgument))]
    [NamesOf<LockArgument>]
    public LockArgument Lock { get; set; } = null!;

    /// <summary>
    /// Holds a reader-writer lock together with others that read. Without it the lock is held alone.
    /// </summary>
    [Parameter]
    public SwitchParameter Shared { get; set; }

    private protected override object? Target => Lock.Given;

    private protected override void ProcessRecordCore()
    {
        string? text = LockText.NameOf(Lock.Name, SessionState);
        IIpcLock target = text is null ? Lock.Resolve() : TransientLocks.Take(text);
        IpcEnterResult result = IpcEnterResult.TimedOut;
        try
        {
            result = DeadlockWatch.Enter(this, target, Shared, Patience, StopToken);
        }
        finally
        {
            if (text is not null && result == IpcEnterResult.TimedOut)
            {
                TransientLocks.Release(text, target);
            }
        }

        if (result != IpcEnterResult.TimedOut)
        {
            uint depth = DepthOf(target);
            Acquired(() =>
            {
                if (target.IsHeldByMe && DepthOf(target) >= depth)
                {
                    LeaveAgain(target, text); // Not if whoever was answered has left it already.
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

    private void LeaveAgain(IIpcLock target, string? text)
    {
        if (Shared)
        {
            LockSharing.Of(target).ExitShared();
        }
        else
        {
            target.Exit();
        }

        if (text is not null)
        {
            TransientLocks.Release(text, target);
        }
    }

    private static uint DepthOf(IIpcLock held) => held switch
    {
        IpcLockable local => local.Cell.Depth,
        IpcReaderWriterLock local => (uint)local.HoldCount,
        _ => 1,
    };
}
