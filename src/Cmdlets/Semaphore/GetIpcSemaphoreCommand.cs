using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens semaphores by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live semaphore. It says how many permits can be had now (CurrentCount), and its methods
/// Enter, TryEnter and Exit do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named semaphores
/// of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>How many may still enter</para>
/// <code>(Get-IpcSemaphore downloads).CurrentCount</code>
/// <para>Opens the semaphore named downloads and prints how many permits are free at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcSemaphore")]
[OutputType(typeof(IpcSemaphore))]
public sealed class GetIpcSemaphoreCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Semaphore;
}
