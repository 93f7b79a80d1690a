using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Gives permits back to a semaphore.</summary>
/// <remarks>
/// <para>As many as wait for a permit go on. A permit may be given back by another process than the one that took it,
/// and also where none was taken: then there is one more than before.</para>
/// <para>To give back more than a bounded semaphore can have is the error IpcSemaphoreFull, and nothing is given
/// back.</para>
/// </remarks>
/// <example>
/// <para>Give back one permit</para>
/// <code>Exit-IpcSemaphore downloads</code>
/// <para>One who waits for the semaphore named downloads goes on.</para>
/// </example>
/// <example>
/// <para>Let three start</para>
/// <code>$start = New-IpcSemaphore 0 -Signal
/// Exit-IpcSemaphore $start -Count 3</code>
/// <para>The semaphore had no permit at first; three can be taken now.</para>
/// </example>
[Cmdlet(VerbsCommon.Exit, "IpcSemaphore")]
[OutputType(typeof(void))]
public sealed class ExitIpcSemaphoreCommand : IpcCommand
{
    /// <summary>The semaphore, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(SemaphoreArgument))]
    [NamesOf<SemaphoreArgument>]
    public SemaphoreArgument Semaphore { get; set; } = null!;

    /// <summary>How many permits to give back; 1 unless said otherwise.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    private protected override object? Target => Semaphore.Given;

    private protected override void ProcessRecordCore() => Semaphore.Resolve().Exit(Count);
}
