using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens conditions by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live condition. It says how many wait (WaitingCount); its methods Wait, TryWait, Notify
/// and NotifyAll do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named conditions
/// of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>How many wait</para>
/// <code>(Get-IpcCondition enough).WaitingCount</code>
/// <para>Opens the condition named enough and prints how many wait at the moment.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcCondition")]
[OutputType(typeof(IpcCondition))]
public sealed class GetIpcConditionCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Condition;
}
