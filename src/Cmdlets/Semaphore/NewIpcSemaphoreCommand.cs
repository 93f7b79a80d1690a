using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a semaphore between processes: so many may be inside at a time.</summary>
/// <remarks>
/// <para>Enter-IpcSemaphore takes a permit and waits while there is none; Exit-IpcSemaphore gives one back. If a
/// process dies, the permits it held come back by themselves.</para>
/// <para>With -MaximumCount the semaphore is bounded: to give back more than there can be is the error
/// IpcSemaphoreFull.</para>
/// <para>With -Signal the permits are signals, such as "there is one more to do": nobody holds them. Enter-IpcSemaphore
/// waits for one and uses it up, and Exit-IpcSemaphore gives one. What a process has taken does not come back when it
/// ends.</para>
/// </remarks>
/// <example>
/// <para>At most two downloads at a time</para>
/// <code>New-IpcSemaphore 2 -MaximumCount 2 -Name downloads
/// Enter-IpcSemaphore downloads
/// try { Invoke-WebRequest $uri -OutFile $file } finally { Exit-IpcSemaphore downloads }</code>
/// <para>However many processes run the last two lines, two of them download at any time.</para>
/// </example>
/// <example>
/// <para>Signals</para>
/// <code>$go = New-IpcSemaphore 0 -Signal
/// Start-IpcWorker -Count 3 { param($go) Enter-IpcSemaphore $go; "$PID went" } -ArgumentList $go
/// Exit-IpcSemaphore $go -Count 2</code>
/// <para>Two of the three workers go on. The third waits for another signal, also when the first two have ended.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcSemaphore", SupportsShouldProcess = true)]
[OutputType(typeof(IpcSemaphore))]
public sealed class NewIpcSemaphoreCommand : NewIpcObjectCommand
{
    /// <summary>
    /// How many permits there are at first; 1 unless said otherwise. With 0 everyone waits until somebody gives one.
    /// </summary>
    [Parameter(Position = 0)]
    [Alias("Count", "Value")]
    [ValidateRange(0, int.MaxValue)]
    public int InitialCount { get; set; } = 1;

    /// <summary>
    /// By which any process of the same user can reach the semaphore. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the semaphore is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 1)]
    public override string? Name { get; set; }

    /// <summary>The most permits there can be. Without it there is no bound.</summary>
    [Parameter]
    [Alias("Bound")]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumCount { get; set; }

    /// <summary>
    /// Makes permits that nobody holds: what a process has taken does not come back when it ends. Give 0 as the initial
    /// count to begin without a signal.
    /// </summary>
    [Parameter]
    public SwitchParameter Signal { get; set; }

    /// <summary>
    /// Bounds it: there can be no more permits than there are at first. The same as -MaximumCount with that number.
    /// </summary>
    [Parameter]
    public SwitchParameter Bounded { get; set; }

    private protected override object? Target => Name ?? (object)InitialCount;

    private protected override IpcSpec Spec() => new IpcSemaphoreSpec
    {
        InitialCount = InitialCount,
        MaximumCount = Bounded && MaximumCount == 0 ? Bound() : MaximumCount,
        Signal = Signal,
    };

    private int Bound() => InitialCount > 0 ? InitialCount : throw new ArgumentOutOfRangeException(
        nameof(MaximumCount), "A semaphore that begins with 0 permits and is bounded by them would never have one. Say "
            + "with -MaximumCount how many there can be.");
}
