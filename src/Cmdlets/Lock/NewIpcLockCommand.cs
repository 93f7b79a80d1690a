using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a lock between processes, or a set of many.</summary>
/// <remarks>
/// <para>At any time one caller holds the lock, in whatever process; the others wait. It belongs to the runspace that
/// entered it.</para>
/// <para>If the process that holds it dies, the next one to enter gets it, with a warning that begins with
/// IpcAbandoned.</para>
/// <para>A lock with a name can be entered by that name from any process of the same user.</para>
/// <para>With -Count it makes that many locks as one object: a lock for each account, file or shard. $locks[17] is one
/// of them, $locks.Count says how many there are, and foreach and the pipeline take the set apart. Hand it to other
/// processes whole, or a single lock of it. Each costs 64 bytes of shared memory, where a lock by itself costs 4 KiB
/// and an open file in every process. They live and end together: one cannot be removed by itself. With a name,
/// accounts, they can be entered by name, too: Enter-IpcLock 'accounts[17]'.</para>
/// </remarks>
/// <example>
/// <para>Eight workers, one at a time</para>
/// <code>$lock = New-IpcLock
/// $total = New-IpcValue 0
/// Start-IpcWorker -Count 8 { param($lock, $total) Use-IpcLock $lock { $total.Value += 1 } } -ArgumentList $lock, $total | Wait-IpcWorker
/// $total.Value</code>
/// <para>Reading and setting the value is two steps; under the lock nobody comes between them. Prints 8.</para>
/// </example>
/// <example>
/// <para>A lock that its holder may enter again</para>
/// <code>New-IpcLock log -Recursive
/// Use-IpcLock log { Use-IpcLock log { 'inside twice' } }</code>
/// <para>A lock that is not recursive would say IpcDeadlock at the second Use-IpcLock, since waiting would never
/// end.</para>
/// </example>
/// <example>
/// <para>A lock for each account</para>
/// <code>$locks = New-IpcLock -Count 10000
/// $cents = New-IpcArray long 10000
/// $move = { param($locks, $cents, $from, $to)
///     $first, $second = $from, $to | Sort-Object
///     Use-IpcLock $locks[$first] { Use-IpcLock $locks[$second] { $cents[$from] -= 100; $cents[$to] += 100 } } }
/// Start-IpcWorker $move -ArgumentList $locks, $cents, 17, 4 | Wait-IpcWorker
/// $cents[4]</code>
/// <para>Workers that move money between other accounts do not wait for each other. Who enters several locks does so in
/// the same order everywhere, so that nobody waits in a cycle. Prints 100.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcLock", SupportsShouldProcess = true)]
[OutputType(typeof(IpcLock), typeof(IpcLockSet))]
public sealed class NewIpcLockCommand : NewIpcObjectCommand
{
    /// <summary>
    /// By which any process of the same user can reach the lock. Letters, digits, dots, dashes, underscores and spaces,
    /// up to 100; case does not matter. Without it the lock is anonymous: hand it to other processes as an argument or
    /// message.
    /// </summary>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    /// <summary>Lets the runspace that holds the lock enter it again; it then leaves as often.</summary>
    [Parameter]
    public SwitchParameter Recursive { get; set; }

    /// <summary>
    /// Makes a set of that many locks, up to a million, as one object: $locks[0] is the first of them.
    /// </summary>
    [Parameter]
    [ValidateRange(1, IpcLockSet.MaximumCount)]
    public int Count { get; set; }

    private protected override IpcSpec Spec() => Count > 0
        ? new IpcLockSetSpec { Count = Count, Recursive = Recursive }
        : new IpcLockSpec { Recursive = Recursive };
}
