namespace Ipc;

/// <summary>
/// A shared object, whatever keeps it: shared memory of this machine, or a server. This handle and every other handle
/// to it, in any process, are the same thing. Members may be called from any thread.
/// </summary>
public interface IIpcObject : IDisposable
{
    /// <summary>The name; null for an anonymous object.</summary>
    string? Name { get; }

    /// <summary>By which it is opened: its name, or a random id that begins with '~'.</summary>
    string Id { get; }

    /// <summary>What it is.</summary>
    IpcKind Kind { get; }

    /// <summary>Whether it has been removed, by whomever.</summary>
    bool IsRemoved { get; }

    /// <summary>Whether this handle has been closed.</summary>
    bool IsClosed { get; }

    /// <summary>What a message carries for this object.</summary>
    IpcReference GetReference();

    /// <summary>What it is and is called, in the middle of a sentence: <c>queue 'jobs'</c>.</summary>
    string Describe();

    /// <summary>Closes this handle; the object lives on while anybody else holds it.</summary>
    void Close();

    /// <summary>Ends the object for everybody.</summary>
    void Remove();

    /// <inheritdoc cref="Remove()"/>
    /// <param name="cancellation">Ends the wait for processes that are paused inside.</param>
    void Remove(CancellationToken cancellation);
}
