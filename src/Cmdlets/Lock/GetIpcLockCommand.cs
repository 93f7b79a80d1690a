using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens locks by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live lock that any process of the same user made with New-IpcLock -Name. It says whether anybody
/// holds it (IsHeld), and its methods Enter, TryEnter and Exit do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named locks of this user
/// are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Look whether a lock is held</para>
/// <code>(Get-IpcLock log).IsHeld</code>
/// <para>Opens the lock named log and prints True if somebody holds it at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcLock")]
[OutputType(typeof(IpcLock))]
public sealed class GetIpcLockCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Lock;
}
