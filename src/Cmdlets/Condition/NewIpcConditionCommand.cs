using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a condition: a lock with which processes wait until something is so.</summary>
/// <remarks>
/// <para>Who waits holds the lock, looks whether it is so already, and if not calls Wait-IpcCondition, which leaves the
/// lock while it waits. Who changes something does it while holding the lock, and calls Resume-IpcCondition.</para>
/// <para>The lock is recursive; enter it with Use-IpcLock or Enter-IpcLock.</para>
/// </remarks>
/// <example>
/// <para>Wait until a shared value is large enough</para>
/// <code>$enough = New-IpcCondition
/// Use-IpcLock $enough { while ($value.Value -lt 100) { Wait-IpcCondition $enough } }</code>
/// <para>Others add to the value inside Use-IpcLock $enough { } and call Resume-IpcCondition $enough -All there.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcCondition", SupportsShouldProcess = true)]
[OutputType(typeof(IpcCondition))]
public sealed class NewIpcConditionCommand : NewIpcObjectCommand
{
    /// <summary>
    /// By which any process of the same user can reach the condition. Letters, digits, dots, dashes, underscores and
    /// spaces, up to 100; case does not matter. Without it the condition is anonymous: hand it to other processes as an
    /// argument or message.
    /// </summary>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    private protected override IpcSpec Spec() => new IpcConditionSpec();
}
