namespace Ipc.Commands;

/// <summary>
/// How live objects get into a message and out of it: the encoding itself knows nothing of shared memory.
/// </summary>
internal interface ILiveObjects
{
    /// <summary>Tells whether the value is a live object and what a message says for it.</summary>
    bool TryGetReference(object value, out IpcReference reference);

    /// <summary>Opens the object in this process.</summary>
    /// <exception cref="IpcException">It is gone, or is not what the reference says.</exception>
    object Open(IpcReference reference);
}
