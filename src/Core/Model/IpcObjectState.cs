namespace Ipc;

/// <summary>How the file of a shared object stands.</summary>
public enum IpcObjectState
{
    /// <summary>At least one process holds it.</summary>
    InUse = 1,

    /// <summary>Nobody holds it, and it stays because it is persistent.</summary>
    Persistent = 2,

    /// <summary>
    /// It cannot be used: damaged, of another version, or no object at all. See <see cref="IpcObjectInfo.Problem"/>.
    /// </summary>
    Damaged = 3,
}
