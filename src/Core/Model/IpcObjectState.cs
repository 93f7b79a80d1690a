namespace Ipc;

/// <summary>How the file of a shared object stands.</summary>
public enum IpcObjectState
{
    /// <summary>At least one process holds it.</summary>
    InUse = 1,

    /// <summary>Nobody holds it, and it stays because it is persistent.</summary>
    Persistent = 2,

    /// <summary>
    /// It cannot be used: damaged, or no object at all. See <see cref="IpcObjectInfo.Problem"/>.
    /// </summary>
    Damaged = 3,

    /// <summary>
    /// It was made by another version of Ipc, which may be using it. See <see cref="IpcObjectInfo.Problem"/>.
    /// </summary>
    OtherVersion = 4,
}
