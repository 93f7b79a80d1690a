using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens shared arrays by name, or all named ones of this user.</summary>
/// <remarks>
/// <para>What comes back is the live array itself, not its elements; further down a pipeline it is taken apart as any
/// array is.</para>
/// <para>It is an error if there is no object of that name, or one of another kind. Without -Name all named shared
/// arrays of this user are opened; to look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Read and set elements of an array that another process made</para>
/// <code>$hits = Get-IpcArray hits
/// $hits[0] = 1
/// $hits[0..9]</code>
/// <para>Opens the array named hits, sets its first element and prints the first ten.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcArray")]
[OutputType(typeof(IpcArray))]
public sealed class GetIpcArrayCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Array;
}
