namespace Ipc;

/// <summary>
/// What a message carries for a live object: enough for the receiving process to open the very same object.
/// By itself it keeps nothing alive; opening fails with <see cref="IpcError.NotFound"/> once the last holder has left.
/// </summary>
/// <param name="Kind">The kind the object must have.</param>
/// <param name="Id">The name for a named object; for an anonymous one its random id, which begins with '~'.</param>
/// <param name="Instance">The creation id, so that a later object of the same name is not mistaken for it.</param>
/// <param name="Part">For a pipe, which end (0 left, 1 right); 0 otherwise.</param>
public readonly record struct IpcReference(IpcKind Kind, string Id, ulong Instance, byte Part)
{
    /// <summary>The kind the object must have.</summary>
    public IpcKind Kind { get; } = Kind;

    /// <summary>The name for a named object; for an anonymous one its random id, which begins with '~'.</summary>
    public string Id { get; } = Id;

    /// <summary>The creation id, so that a later object of the same name is not mistaken for it.</summary>
    public ulong Instance { get; } = Instance;

    /// <summary>For a pipe, which end (0 left, 1 right); 0 otherwise.</summary>
    public byte Part { get; } = Part;
}
