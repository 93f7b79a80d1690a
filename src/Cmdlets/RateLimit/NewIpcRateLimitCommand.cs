using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a rate limit: so many turns in any span of time, for all processes together.</summary>
/// <remarks>
/// <para>Enter-IpcRateLimit takes a turn, and sleeps until there is one; Use-IpcRateLimit runs a block then. In no span
/// of that length are more turns taken than there are: 10 per second are ten at once, and the next one a second after
/// the first of them. A turn is not given back.</para>
/// <para>Who waits gets its turn in the order of coming, mostly. Whoever was paused, or asleep with the whole machine,
/// waits for a turn again: there is never a burst of turns that have piled up.</para>
/// </remarks>
/// <example>
/// <para>No more than ten requests a second, however many workers ask</para>
/// <code>New-IpcRateLimit -Count 10 -Per 1s -Name api
/// Use-IpcRateLimit api { Invoke-RestMethod $uri }</code>
/// <para>Any number of processes may run the last line.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcRateLimit", SupportsShouldProcess = true)]
[OutputType(typeof(IpcRateLimit))]
public sealed class NewIpcRateLimitCommand : NewIpcObjectCommand
{
    /// <summary>How many turns there are in any span of that length.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1, IpcRateLimit.MaximumCount)]
    public int Count { get; set; }

    /// <summary>How long the span is: a number of seconds, 500ms, 10s, 5min, 2h, 1d, or a TimeSpan.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Span]
    public TimeSpan Per { get; set; }

    /// <summary>
    /// By which any process of the same user can reach the rate limit. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the rate limit is anonymous: hand it to other processes as
    /// an argument or message.
    /// </summary>
    [Parameter(Position = 2)]
    public override string? Name { get; set; }

    private protected override IpcSpec Spec() => new IpcRateLimitSpec { Count = Count, Per = Per };
}
