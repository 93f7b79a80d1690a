namespace Ipc.Commands;

/// <summary>The shared side of a lock, for cmdlets with -Shared.</summary>
internal static class LockSharing
{
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for a lock that has none.</exception>
    public static IIpcReaderWriterLock Of(IIpcLock target) => target as IIpcReaderWriterLock ?? throw new IpcException(
        IpcError.NotSupported, $"The {target.Describe()} is held by one at a time, and has no -Shared. Make the lock with "
            + "New-IpcLock -ReaderWriter.");
}
