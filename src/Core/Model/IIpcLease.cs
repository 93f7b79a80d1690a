namespace Ipc;

/// <summary>An object that was received from a queue and belongs to this process until it is confirmed.</summary>
public interface IIpcLease : IDisposable
{
    /// <summary>What was received.</summary>
    object? Value { get; }

    /// <summary>How often this object has been delivered, this time included: 1 the first time.</summary>
    int DeliveryCount { get; }

    /// <summary>Whether it still belongs to this process.</summary>
    bool IsHeld { get; }

    /// <summary>Says that the object is done: it is gone from the queue for good.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when it is not held any more.</exception>
    void Confirm();

    /// <summary>Gives the object back: the next receiver gets it.</summary>
    void Abandon();
}
