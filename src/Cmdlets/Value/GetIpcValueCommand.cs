using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared values by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live object, not what it holds: its property Value reads and sets that.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named shared
/// values of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Read a value that another process made</para>
/// <code>(Get-IpcValue visits).Value</code>
/// <para>Opens the value named visits and prints what it holds.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcValue")]
[OutputType(typeof(IpcValue))]
public sealed class GetIpcValueCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Value;
}
