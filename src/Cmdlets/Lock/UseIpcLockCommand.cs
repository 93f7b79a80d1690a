using System.Management.Automation;
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
/// <para>A condition is used the same way, and so are a value and an array, which have a lock of their own.</para>
/// </remarks>
/// <example>
/// <para>Append to a file that others append to as well</para>
/// <code>Use-IpcLock -Name log { Add-Content log.txt 'one whole line' }</code>
/// <para>Makes the lock named log, or opens it if it exists, and holds it while the block runs.</para>
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
    /// The lock, or another object that carries one (a value, an array, a condition), or the name of an existing one.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Lock")]
    [OneObject(typeof(LockArgument))]
    public LockArgument Lock { get; set; } = null!;

    /// <summary>
    /// The name of a lock, which is made if it does not exist. This process then keeps it until it ends.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    public string Name { get; set; } = "";

    /// <summary>What to run while the lock is held.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Lock")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected override object? Target => ParameterSetName == "Name" ? Name : Lock.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcLock target = ParameterSetName == "Name"
            ? NamedObjects.Get(IpcKind.Lock, Name, 0, OpenOrMake)
            : Lock.Resolve();
        IpcEnterResult result = DeadlockWatch.Enter(this, target, Patience, StopToken);
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
            Leave(target, ended);
        }
    }

    private static IIpcLock OpenOrMake(string name)
    {
        try
        {
            return (IIpcLock)IpcStore.Local.Open(new IpcReference(IpcKind.Lock, name, 0, 0), null);
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound && !LockSetCells.TryParse(name, out _, out _))
        {
            return (IIpcLock)IpcStore.Local.CreateOrOpen(new IpcLockSpec { Name = name }, null)[0];
        }
    }

    // That the block left the lock by itself is an error, but not one to hide the block's own error.
    private static void Leave(IIpcLock target, bool complain)
    {
        try
        {
            target.Exit();
        }
        catch (IpcException) when (!complain)
        {
        }
    }
}
