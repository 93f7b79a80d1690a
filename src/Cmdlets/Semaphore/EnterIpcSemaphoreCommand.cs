using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Takes a permit of a semaphore, waiting until there is one.</summary>
/// <remarks>
/// <para>The permit belongs to this process until Exit-IpcSemaphore; if the process dies, it comes back by
/// itself.</para>
/// <para>When the time-out passes, that is an error which does not end the script, and nothing was taken: use -Quiet
/// and look at the answer, or -ErrorAction Stop.</para>
/// </remarks>
/// <example>
/// <para>Take a permit and give it back</para>
/// <code>Enter-IpcSemaphore $semaphore
/// try { Update-Everything } finally { Exit-IpcSemaphore $semaphore }</code>
/// <para>Waits as long as it takes.</para>
/// </example>
/// <example>
/// <para>Wait for a second at the most</para>
/// <code>if (Enter-IpcSemaphore downloads -Timeout 1 -Quiet) { 'inside' } else { 'too many others' }</code>
/// <para>With -Quiet the answer is $true or $false.</para>
/// </example>
[Cmdlet(VerbsCommon.Enter, "IpcSemaphore")]
[OutputType(typeof(bool))]
public sealed class EnterIpcSemaphoreCommand : TimedAttemptCommand
{
    /// <summary>The semaphore, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    public SemaphoreArgument Semaphore { get; set; } = null!;

    private protected override object? Target => Semaphore.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcSemaphore target = Semaphore.Resolve();
        Report(
            target.TryEnter(Patience, StopToken),
            () => $"The {target.Describe()} had no permit within {PatienceText}. Nothing was taken; try again, or "
                + "wait longer.");
    }
}
