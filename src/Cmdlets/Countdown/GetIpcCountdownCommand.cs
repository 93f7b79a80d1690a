using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens countdowns by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live countdown. It says how many steps are left (CurrentCount) and whether it is at
/// zero (IsSet); its methods Step, Add, Reset, Wait and TryWait do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named countdowns
/// of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>How many are missing</para>
/// <code>(Get-IpcCountdown ready).CurrentCount</code>
/// <para>Opens the countdown named ready and prints how many steps are left.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcCountdown")]
[OutputType(typeof(IpcCountdown))]
public sealed class GetIpcCountdownCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Countdown;
}
