using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a lock between processes.</summary>
/// <remarks>
/// <para>At any time one caller holds the lock, in whatever process; the others wait. It belongs to the runspace that entered it.</para>
/// <para>If the process that holds it dies, the next one to enter gets it, with a warning that begins with IpcAbandoned.</para>
/// <para>A lock with a name can be entered by that name from any process of the same user.</para>
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
/// <para>A lock that is not recursive would say IpcDeadlock at the second Use-IpcLock, since waiting would never end.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcLock", SupportsShouldProcess = true)]
[OutputType(typeof(IpcLock))]
public sealed class NewIpcLockCommand : NewIpcObjectCommand
{
    /// <summary>
    /// By which any process of the same user can reach the lock. Letters, digits, dots, dashes, underscores and spaces, up to 100;
    /// case does not matter. Without it the lock is anonymous: hand it to other processes as an argument or message.
    /// </summary>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    /// <summary>Lets the runspace that holds the lock enter it again; it then leaves as often.</summary>
    [Parameter]
    public SwitchParameter Recursive { get; set; }

    private protected override IpcKind Kind => IpcKind.Lock;

    private protected override IpcObject Create() => IpcLock.Create(Name, Recursive, Persistent);

    private protected override IpcObject CreateOrOpen(string name) => IpcLock.CreateOrOpen(name, Recursive, Persistent);
}
