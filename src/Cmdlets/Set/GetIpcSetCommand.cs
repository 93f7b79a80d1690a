using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared sets by name, or all named ones.</summary>
/// <remarks>
/// <para>What you get is live: it is the same set as in every other process. The process holds it until it is closed, or
/// the process ends.</para>
/// </remarks>
/// <example>
/// <para>Look into a set that another process made</para>
/// <code>(Get-IpcSet colours).Contains('red')</code>
/// <para>Opens the set named colours and says whether red is in it.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcSet")]
[OutputType(typeof(IpcSet))]
public sealed class GetIpcSetCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Set;
}
