using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Leaves a lock that was entered with Enter-IpcLock.</summary>
/// <remarks>
/// <para>The next one who waits for the lock gets it. A recursive lock is free when it has been left as often as it was
/// entered.</para>
/// <para>A reader-writer lock is left in the way in which it was entered last; with -Shared, what is shared is left in
/// any case.</para>
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
    /// <summary>
    /// The lock, or another object that carries one (a value, an array, a condition), or its name; or file: and a path,
    /// any: and any other text, as with Enter-IpcLock.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(LockArgument))]
    [NamesOf<LockArgument>]
    public LockArgument Lock { get; set; } = null!;

    /// <summary>Leaves what was entered with -Shared, also where something was entered since.</summary>
    [Parameter]
    public SwitchParameter Shared { get; set; }

    private protected override object? Target => Lock.Given;

    private protected override void ProcessRecordCore()
    {
        string? text = LockText.NameOf(Lock.Name, SessionState);
        IIpcLock target = text is null ? Lock.Resolve() : Taken(text);
        if (Shared)
        {
            LockSharing.Of(target).ExitShared();
        }
        else
        {
            target.Exit();
        }

        if (text is not null)
        {
            TransientLocks.Release(text, target);
        }
    }

    private IIpcLock Taken(string text) => TransientLocks.Find(text) ?? throw new IpcException(
        IpcError.NotOwner, $"The lock '{Lock}' cannot be left by a caller that does not hold it. Nobody in this process "
            + "does.");
}
