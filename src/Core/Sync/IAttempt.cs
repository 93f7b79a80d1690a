namespace Ipc.Sync;

/// <summary>What a waiter waits for: an attempt that succeeds, or is made again after the next wake-up.</summary>
internal interface IAttempt
{
    /// <summary>Takes what is waited for, if it can be had now. Must leave nothing half done.</summary>
    bool Try(Deadline deadline, CancellationToken cancellation);
}
