using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Leaves a lock that was entered with Enter-IpcLock.</summary>
/// <remarks>
/// <para>The next one who waits for the lock gets it. A recursive lock is free when it has been left as often as it was
/// entered.</para>
/// <para>Leaving a lock that this runspace does not hold is the error IpcNotOwner.</para>
/// </remarks>
/// <example>
/// <para>Leave in any case</para>
/// <code>Enter-IpcLock $lock
/// try { Update-Everything } finally { Exit-IpcLock $lock }</code>
/// <para>The lock is left also when the work between fails or is stopped.</para>
/// </example>
[Cmdlet(VerbsCommon.Exit, "IpcLock")]
[OutputType(typeof(void))]
public sealed class ExitIpcLockCommand : IpcCommand
{
    /// <summary>The lock, or another object that carries one (a value, an array, a condition), or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(LockArgument))]
    public LockArgument Lock { get; set; } = null!;

    private protected override object? Target => Lock.Given;

    private protected override void ProcessRecordCore() => Lock.Resolve().Exit();
}
