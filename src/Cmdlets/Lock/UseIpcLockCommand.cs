using System.Management.Automation;
using Ipc.Model;
using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>Runs a script block while holding a lock, and leaves the lock whatever happens.</summary>
/// <remarks>
/// <para>The block runs in the caller's own scope: what it assigns is still there afterwards. Its output, errors,
/// warnings and other messages go on as they come. As in the block of ForEach-Object, $args and $input are the block's
/// own.</para>
/// <para>The lock is left when the block ends, in whatever way: by itself, by an error, by return, break, continue or
/// exit, or because the pipeline is stopped (Ctrl+C). return leaves the block only; break and continue act on the loop
/// around Use-IpcLock, as in the block of ForEach-Object.</para>
/// <para>When the lock is not free in time, the error is IpcTimeout and the block does not run. With -Quiet the first
/// thing written is the answer instead: $true, and then what the block writes, or $false. If the last holder died
/// inside, a warning that begins with IpcAbandoned comes before the block runs. If several wait for each other's locks,
/// a warning that begins with IpcDeadlock names them, as with Enter-IpcLock.</para>
/// <para>A reader-writer lock (New-IpcLock -ReaderWriter) is held together with others with -Shared, and alone without;
/// Enter-IpcLock has the rules.</para>
/// <para>file: and a path, or any: (or name:) and any other text, is a lock that nobody has to make: it is there as
/// long as somebody holds it or waits for it. A path is made absolute, links are followed, and the file need not exist:
/// all spellings of one file are one lock. Of any other text case does not matter. Without a prefix it is a name: of a
/// lock, or of another object that has one, and if nothing has that name of a new lock, which this process then keeps
/// until it ends. -Name says the same.</para>
/// <para>A condition is used the same way, and so are a value and an array, which have a lock of their own.</para>
/// </remarks>
/// <example>
/// <para>Append to a file that others append to as well</para>
/// <code>Use-IpcLock -Name log { Add-Content log.txt 'one whole line' }</code>
/// <para>Makes the lock named log, or opens it if it exists, and holds it while the block runs.</para>
/// </example>
/// <example>
/// <para>A lock for a file, and for anything else</para>
/// <code>Use-IpcLock "file:$path" { $text = (Get-Content $path -Raw) -replace 'a', 'b'; Set-Content $path $text }
/// Use-IpcLock "any:$uri" { Invoke-WebRequest $uri -OutFile $cached }</code>
/// <para>Nobody has to make these locks, or to remove them. Others who use the same file, or the same address, in the
/// same way wait; nobody else does.</para>
/// </example>
/// <example>
/// <para>Change a shared value in two steps</para>
/// <code>Use-IpcLock $total { $before = $total.Value; $total.Value = $before * 2 }
/// $before</code>
/// <para>Nobody comes between reading and setting. The variable that the block assigned is there afterwards.</para>
/// </example>
/// <example>
/// <para>Give up after a while</para>
/// <code>try { Use-IpcLock $lock -Timeout 2.5 { Update-Everything } } catch { 'not now' }</code>
/// <para>Waits two and a half seconds at the most.</para>
/// </example>
[Cmdlet(VerbsOther.Use, "IpcLock", DefaultParameterSetName = "Lock")]
[OutputType(typeof(object))]
public sealed class UseIpcLockCommand : TimedAttemptCommand
{
    /// <summary>
    /// The lock, or another object that carries one (a value, an array, a condition), or its name; a name that nothing
    /// has is that of a lock that is made now. Or file: and a path, any: and any other text, which is a lock that nobody
    /// has to make.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Lock")]
    [OneObject(typeof(LockArgument))]
    [NamesOf<LockArgument>]
    public LockArgument Lock { get; set; } = null!;

    /// <summary>
    /// The name of a lock, as in the first place of the line. It is made if it does not exist, and this process then
    /// keeps it until it ends.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    [ArgumentCompleter(typeof(NounNameCompleter))]
    public string Name { get; set; } = "";

    /// <summary>What to run while the lock is held.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Lock")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>
    /// Holds a reader-writer lock together with others that read. Without it the lock is held alone.
    /// </summary>
    [Parameter]
    public SwitchParameter Shared { get; set; }

    private protected override object? Target => ParameterSetName == "Name" ? Name : Lock.Given;

    private protected override void ProcessRecordCore()
    {
        string? text = LockText.NameOf(ParameterSetName == "Name" ? Name : Lock.Name, SessionState);
        if (text is null)
        {
            Use(ParameterSetName == "Name" ? Named(new LockArgument(Name)) : Named(Lock));
            return;
        }

        IIpcLock taken = TransientLocks.Take(text);
        try
        {
            Use(taken);
        }
        finally
        {
            TransientLocks.Release(text, taken);
        }
    }

    private void Use(IIpcLock target)
    {
        IpcEnterResult result = DeadlockWatch.Enter(this, target, Shared, Patience, StopToken);
        if (result == IpcEnterResult.TimedOut)
        {
            Report(
                came: false,
                () => $"The {target.Describe()} was not free within {PatienceText}. The script block was not run; try "
                    + "again, or wait longer.");
            return;
        }

        bool ended = false;
        try
        {
            ReportQuietly();
            if (result == IpcEnterResult.Abandoned)
            {
                WarnAbandoned(target); // Inside the try: a warning can stop the pipeline, too.
            }

            CallerScope.Run(this, ScriptBlock);
            ended = true;
        }
        finally
        {
            Leave(target, Shared, ended);
        }
    }

    // A name that nothing has is that of a lock to be made: whoever comes first makes it, and all others find it.
    private static IIpcLock Named(LockArgument given)
    {
        try
        {
            return given.Resolve();
        }
        catch (IpcException e) when (
            e.Error == IpcError.NotFound && given.Name is { } name && name[0] != IpcName.AnonymousMark && !LockSetCells.TryParse(name, out _, out _))
        {
            return NamedObjects.Get(
                IpcKind.Lock, name, 0, static made => (IIpcLock)IpcStore.Local.CreateOrOpen(new IpcLockSpec { Name = made }, null)[0]);
        }
    }

    // That the block left the lock by itself is an error, but not one to hide the block's own error.
    private static void Leave(IIpcLock target, bool shared, bool complain)
    {
        try
        {
            if (shared)
            {
                LockSharing.Of(target).ExitShared();
            }
            else
            {
                target.Exit();
            }
        }
        catch (IpcException) when (!complain)
        {
        }
    }
}
