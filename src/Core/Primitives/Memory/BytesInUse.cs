namespace Ipc.Primitives;

/// <summary>A use of bytes in shared memory, from its making to its disposal.</summary>
internal readonly ref struct BytesInUse
{
    private readonly IBytesOwner _owner;

    /// <exception cref="IpcException">They cannot be used any more.</exception>
    public BytesInUse(IBytesOwner owner)
    {
        owner.BeginUse();
        _owner = owner;
    }

    public void Dispose() => _owner.EndUse();
}
