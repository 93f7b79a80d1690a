using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared memory by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named memories of
/// this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Read numbers that another process has written</para>
/// <code>$samples = (Get-IpcMemory samples).AsArray('double')
/// $samples[0..9]</code>
/// <para>Opens the memory named samples, and prints the first ten of its numbers.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcMemory")]
[OutputType(typeof(IpcMemory))]
public sealed class GetIpcMemoryCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Memory;
}
