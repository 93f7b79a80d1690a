namespace Ipc.Commands;

/// <summary>The lock on which something is to be made.</summary>
internal static class GivenLock
{
    /// <summary>The lock, if one was given.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>: it shall have none.</exception>
    public static IIpcLock? ResolveUnless(this LockArgument? given, bool noLock) => given is null ? null
        : noLock ? throw new IpcException(
            IpcError.NotSupported, "With -NoLock it has no lock, and with -Lock the given one. Leave one of them out.")
        : given.Resolve();
}
