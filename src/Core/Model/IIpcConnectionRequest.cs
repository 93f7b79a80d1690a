namespace Ipc;

/// <summary>Somebody who asks for a pipe at a listener, and waits for the answer. The first answer counts.</summary>
public interface IIpcConnectionRequest : IDisposable
{
    /// <summary>The process that asks; null where its number means nothing here.</summary>
    int? ProcessId { get; }

    /// <summary>The name of the worker that asks; null if it is none.</summary>
    string? WorkerName { get; }

    /// <summary>Accepts it.</summary>
    /// <returns>The end of the pipe whose far end the other process has.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/>: who asked does not wait any more.</exception>
    IIpcPipe Accept();

    /// <summary>Refuses it: the other side gets <see cref="IpcError.AccessDenied"/>.</summary>
    /// <param name="reason">What its error is to say.</param>
    void Refuse(string? reason = null);
}
