using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens rate limits by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live rate limit, with Count and Per; its methods Enter and TryEnter do what
/// Enter-IpcRateLimit does.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named rate limits
/// of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>How many turns there are</para>
/// <code>Get-IpcRateLimit api | Select-Object Count, Per</code>
/// <para>Opens the rate limit named api, and shows how many turns it has in which span.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcRateLimit")]
[OutputType(typeof(IpcRateLimit))]
public sealed class GetIpcRateLimitCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.RateLimit;
}
