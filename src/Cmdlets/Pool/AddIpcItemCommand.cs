using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Adds items to the call of Invoke-IpcParallel, from inside one of its items.</summary>
/// <remarks>
/// <para>For work that is found while work is done, as in a tree. What is added is done as any input, by whichever worker
/// is free, and the call ends when no item is left. It stands behind all that is there already.</para>
/// <para>It is added when the item that adds it has ended, with what that writes: also when an error has ended it. An item
/// that dies with its worker, or is stopped for its time, has added nothing; with -Retry it may add again.</para>
/// <para>All that waits is in the caller's memory.</para>
/// </remarks>
/// <example>
/// <para>Walk through a tree</para>
/// <code>Get-Item / | Invoke-IpcParallel { $_.GetFiles(); $_.GetDirectories() | Add-IpcItem }</code>
/// <para>Writes all files. Each folder adds those in it.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "IpcItem")]
[OutputType(typeof(void))]
public sealed class AddIpcItemCommand : IpcCommand
{
    /// <summary>The inputs to add, one at a time, from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    private protected override object? Target => InputObject;

    private protected override void ProcessRecordCore() => CallRun.AddItem(InputObject);
}
