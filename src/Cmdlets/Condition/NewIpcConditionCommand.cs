using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a condition: a lock with which processes wait until something is so.</summary>
/// <remarks>
/// <para>Who waits holds the lock, looks whether it is so already, and if not calls Wait-IpcCondition, which leaves the
/// lock while it waits. Who changes something does it while holding the lock, and calls Resume-IpcCondition.</para>
/// <para>The lock is recursive; enter it with Use-IpcLock or Enter-IpcLock. With -Lock the condition is made on a lock
/// that there is already: several conditions, values and arrays can have one lock, which lives as long as any of
/// them.</para>
/// </remarks>
/// <example>
/// <para>Wait until a shared value is large enough</para>
/// <code>$enough = New-IpcCondition
/// Use-IpcLock $enough { Wait-IpcCondition $enough -Until { $value.Value -ge 100 } }</code>
/// <para>Others add to the value inside Use-IpcLock $enough { } and call Resume-IpcCondition $enough -All there.</para>
/// </example>
/// <example>
/// <para>Two conditions on one lock</para>
/// <code>$lock = New-IpcLock
/// $notFull, $notEmpty = (New-IpcCondition -Lock $lock), (New-IpcCondition -Lock $lock)
/// Use-IpcLock $lock { Wait-IpcCondition $notEmpty -Until { $array[0] -ne 0 }; $array[0] = 0; Resume-IpcCondition $notFull }</code>
/// <para>Who takes waits for one of them, who puts for the other, and each resumes those who wait for the other
/// one.</para>
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

    /// <summary>
    /// A lock that there is already (New-IpcLock), or its name: the condition is entered and left with it, and so is
    /// everything else that was made on it. Without it the condition has a lock of its own.
    /// </summary>
    [Parameter]
    [OneObject(typeof(LockArgument), AllowsNull = true)]
    [NamesOf<LockArgument>]
    public LockArgument? Lock { get; set; }

    private protected override IpcSpec Spec() => new IpcConditionSpec { Lock = Lock?.Resolve() };
}
