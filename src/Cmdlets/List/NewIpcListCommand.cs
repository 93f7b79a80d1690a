using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a list that processes share.</summary>
/// <remarks>
/// <para>Use it as any list: $l.Add(1), $l.AddRange(2..5), $l[0], $l[-1], $l[0..2], $l[1] = 'x', $l.Insert(0, 'first'),
/// $l.RemoveAt(0), $l.Remove('x'), $l.Pop(), $l.Count, foreach, the pipeline, -contains. What one process adds, the
/// others read at once. An index that does not exist is an error.</para>
/// <para>Elements are whatever can be sent to a queue, and what you read is a copy: $l[0].x = 1 changes a copy that is
/// then dropped. Change what you have read, and set it again. An Ipc object inside arrives live, and lives as long
/// as it is stored.</para>
/// <para>Each single operation happens at once or not at all, whoever is killed meanwhile; AddRange adds all or none, next
/// to each other. $l[0] += 1 is two of them, reading and setting; $l.TryUpdate(0, 2, 1) sets 2 only if it is 1. $l += 1
/// makes an array of your own and leaves the list alone: use $l.Add(1).</para>
/// <para>Enumerating gives the elements as they are when it begins. Adding, reading and setting do not depend on how
/// long the list is; inserting and removing elsewhere than at the end moves what is behind it. When the shared memory is
/// full, adding fails with IpcNoSpace and nothing is changed.</para>
/// <para>A pipeline, and the output of a function, takes a list apart into its elements. To hand on the list itself,
/// give it as an argument, or put a comma before it: return ,$l. For work that is handed out, use a queue.</para>
/// </remarks>
/// <example>
/// <para>Workers add what they find</para>
/// <code>$found = New-IpcList
/// Start-IpcWorker -Count 3 { param($found) $found.Add("by $($IpcWorker.Index)") } -ArgumentList $found | Wait-IpcWorker
/// $found | Sort-Object</code>
/// <para>Each worker, a process of its own, adds one string; the caller prints all three.</para>
/// </example>
/// <example>
/// <para>A list with a name, and its first elements</para>
/// <code>New-IpcList (1..3) -Name numbers
/// (Get-IpcList numbers).Add(4)</code>
/// <para>Any process of the same user can read and change the list.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcList", SupportsShouldProcess = true, DefaultParameterSetName = "Empty")]
[OutputType(typeof(IpcList))]
public sealed class NewIpcListCommand : NewIpcObjectCommand
{
    /// <summary>Its first elements. With -Force an existing list keeps what it holds.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "InitialValue")]
    [AllowEmptyCollection]
    [AllowNull]
    public object?[] InitialValue { get; set; } = null!;

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = "Empty")]
    [Parameter(Position = 1, ParameterSetName = "InitialValue")]
    public override string? Name { get; set; }

    private protected override IpcSpec Spec() => new IpcListSpec { Initial = InitialValue };
}
