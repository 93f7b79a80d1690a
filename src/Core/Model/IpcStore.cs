namespace Ipc;

/// <summary>Where shared objects are kept.</summary>
public static class IpcStore
{
    private static IIpcStore? s_local;

    /// <summary>The shared memory of this machine, for processes of this user.</summary>
    public static IIpcStore Local => s_local ?? throw new InvalidOperationException("No store has been registered.");

    /// <summary>Called once, while the assembly is being loaded.</summary>
    internal static void Register(IIpcStore store) => s_local = store;
}
