using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared lists by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What you get is live: it is the same list that every other process with that name has, and not a copy of its
/// elements.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named lists of
/// this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Add to a list that another process has made</para>
/// <code>$log = Get-IpcList log
/// $log.Add('done')</code>
/// <para>Opens the list named log and adds a string at its end.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcList")]
[OutputType(typeof(IpcList))]
public sealed class GetIpcListCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.List;
}
