using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens events by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live event. It says whether it is set (IsSet), and its methods Set, Reset, Wait and
/// TryWait do what the cmdlets do.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named events of
/// this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Look whether it is set</para>
/// <code>(Get-IpcEvent ready).IsSet</code>
/// <para>Opens the event named ready and prints True or False.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcEvent")]
[OutputType(typeof(IpcEvent))]
public sealed class GetIpcEventCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Event;
}
