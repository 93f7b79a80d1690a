using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Runs a script block with a permit of a semaphore, and gives the permit back whatever happens.</summary>
/// <remarks>
/// <para>The block runs in the caller's own scope: what it assigns is still there afterwards. Its output, errors,
/// warnings and other messages go on as they come. As in the block of ForEach-Object, $args and $input are the block's
/// own.</para>
/// <para>The permit is given back when the block ends, in whatever way: by itself, by an error, by return, break,
/// continue or exit, or because the pipeline is stopped (Ctrl+C). If the process dies, the permit comes back by itself,
/// unless the semaphore was made with -Signal.</para>
/// <para>When there is no permit in time, the error is IpcTimeout and the block does not run. With -Quiet the first
/// thing written is the answer instead: $true, and then what the block writes, or $false.</para>
/// </remarks>
/// <example>
/// <para>At most two downloads at a time</para>
/// <code>New-IpcSemaphore 2 -MaximumCount 2 -Name downloads
/// Use-IpcSemaphore downloads { Invoke-WebRequest $uri -OutFile $file }</code>
/// <para>However many processes run the last line, two of them download at any time.</para>
/// </example>
/// <example>
/// <para>Give up after a while</para>
/// <code>try { Use-IpcSemaphore $semaphore -Timeout 2.5 { Update-Everything } } catch { 'too many others' }</code>
/// <para>Waits two and a half seconds at the most.</para>
/// </example>
[Cmdlet(VerbsOther.Use, "IpcSemaphore")]
[OutputType(typeof(object))]
public sealed class UseIpcSemaphoreCommand : TimedAttemptCommand
{
    /// <summary>The semaphore, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(SemaphoreArgument))]
    [NamesOf<SemaphoreArgument>]
    public SemaphoreArgument Semaphore { get; set; } = null!;

    /// <summary>What to run while the permit is held.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    private protected override object? Target => Semaphore.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcSemaphore target = Semaphore.Resolve();
        if (!target.TryEnter(Patience, StopToken))
        {
            Report(
                came: false,
                () => $"The {target.Describe()} had no permit within {PatienceText}. The script block was not run; "
                    + "try again, or wait longer.");
            return;
        }

        bool ended = false;
        try
        {
            ReportQuietly();
            CallerScope.Run(this, ScriptBlock);
            ended = true;
        }
        finally
        {
            GiveBack(target, ended);
        }
    }

    // That there is one permit too many is an error, but not one to hide the block's own error.
    private static void GiveBack(IIpcSemaphore target, bool complain)
    {
        try
        {
            target.Exit(1);
        }
        catch (IpcException) when (!complain)
        {
        }
    }
}
