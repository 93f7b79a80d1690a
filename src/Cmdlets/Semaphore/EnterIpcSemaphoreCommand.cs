using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Takes a permit of a semaphore, waiting until there is one.</summary>
/// <remarks>
/// <para>The permit belongs to this process until Exit-IpcSemaphore; if the process dies, it comes back by
/// itself. Of a semaphore made with -Signal it is used up.</para>
/// <para>Use-IpcSemaphore takes a permit, runs a block and gives the permit back whatever happens: prefer it where the
/// permit is for a piece of work.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout), and nothing was taken. With -Timeout it writes $true
/// when it has the permit; with -Quiet $false, instead of the error, when it has none. Without -Timeout it writes
/// nothing.</para>
/// <para>Several semaphores from the pipeline are entered in that order. If one cannot be had, or the pipeline fails
/// otherwise, the permits of those before it are given back.</para>
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
public sealed class EnterIpcSemaphoreCommand : AcquireCommand
{
    /// <summary>The semaphore, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(SemaphoreArgument))]
    [NamesOf<SemaphoreArgument>]
    public SemaphoreArgument Semaphore { get; set; } = null!;

    private protected override object? Target => Semaphore.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcSemaphore target = Semaphore.Resolve();
        bool entered = target.TryEnter(Patience, StopToken);
        if (entered)
        {
            uint held = HeldHere(target);
            Acquired(() =>
            {
                if (HeldHere(target) >= held)
                {
                    target.Exit(1); // Not if whoever was answered has given it back already.
                }
            });
        }

        Report(
            entered,
            () => $"The {target.Describe()} had no permit within {PatienceText}. Nothing was taken; try again, or "
                + "wait longer.");
    }

    private static uint HeldHere(IIpcSemaphore semaphore) => (semaphore as IpcSemaphore)?.HeldHere ?? 1;
}
