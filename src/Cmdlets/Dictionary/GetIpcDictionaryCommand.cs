using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared dictionaries by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What you get is live: it is the same dictionary that every other process with that name has, and not a copy of
/// its entries.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named dictionaries
/// of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Read what another process has set</para>
/// <code>$settings = Get-IpcDictionary settings
/// $settings.Server</code>
/// <para>Opens the dictionary named settings and prints what it holds for the key Server.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcDictionary")]
[OutputType(typeof(IpcDictionary))]
public sealed class GetIpcDictionaryCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Dictionary;
}
