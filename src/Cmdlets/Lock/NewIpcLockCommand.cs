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
/// <para>With -ReaderWriter many may hold the lock together who only read: Use-IpcLock $lock -Shared { }. Without
/// -Shared one holds it alone, as with any lock. Who waits to be alone is not kept waiting by ever new readers.</para>
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
/// <example>
/// <para>Many read, one writes</para>
/// <code>New-IpcLock prices -ReaderWriter
/// Use-IpcLock prices -Shared { Import-Csv prices.csv }
/// Use-IpcLock prices { $new | Export-Csv prices.csv }</code>
/// <para>Any number of processes read at a time. Nobody reads while one writes.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcLock", SupportsShouldProcess = true)]
[OutputType(typeof(IpcLock), typeof(IpcLockSet), typeof(IpcReaderWriterLock))]
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

    /// <summary>
    /// Makes a lock that many may hold together with -Shared, to read, or one alone, to write. With -Recursive who
    /// holds it alone may enter it alone again; who shares it may always enter again.
    /// </summary>
    [Parameter]
    public SwitchParameter ReaderWriter { get; set; }

    private protected override IpcSpec Spec() => (Count > 0, (bool)ReaderWriter) switch
    {
        (true, true) => throw new IpcException(
            IpcError.NotSupported, "A set has locks that one holds at a time. Leave -ReaderWriter or -Count out."),
        (true, false) => new IpcLockSetSpec { Count = Count, Recursive = Recursive },
        (false, true) => new IpcReaderWriterLockSpec { Recursive = Recursive },
        _ => new IpcLockSpec { Recursive = Recursive },
    };
}
