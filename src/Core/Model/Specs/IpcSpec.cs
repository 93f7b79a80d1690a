namespace Ipc;

/// <summary>
/// What an object is to be made of, whatever keeps it: shared memory, or a server. Each kind has one of its own.
/// </summary>
public abstract record IpcSpec
{
    /// <summary>The kind of object.</summary>
    public abstract IpcKind Kind { get; }

    /// <summary>By which other processes find it; null for an anonymous one.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it stays when its last holder leaves.</summary>
    public bool Persistent { get; init; }

    /// <summary>Whether it is the channel of a worker, or belongs to a pool, and is not listed for a user.</summary>
    internal bool Internal { get; init; }
}
