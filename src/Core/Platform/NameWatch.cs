namespace Ipc.Platform;

/// <summary>
/// Waits until a file of some name comes or goes. Whoever has made one looks, then waits, then looks again: a change
/// after it was made ends the next wait. Where the system has no more watches to give, it looks from time to time.
/// </summary>
internal sealed class NameWatch : IDisposable
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _changed = new();
    private readonly FileSystemWatcher? _watcher;

    public NameWatch(string path)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.FileName };
            watcher.Created += (_, _) => _changed.Set();
            watcher.Deleted += (_, _) => _changed.Set();
            watcher.Renamed += (_, _) => _changed.Set();
            watcher.Error += (_, _) => _changed.Set();
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (IOException)
        {
            watcher?.Dispose();
        }
    }

    /// <summary>Waits for a change; it may return without one.</summary>
    /// <param name="timeout">How long at the most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellation">
    /// Ends the wait. Where it cannot, the host of this library may bring one that can.
    /// </param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public void Wait(TimeSpan timeout, CancellationToken cancellation)
    {
        TimeSpan time = _watcher is null && (timeout > s_slice || timeout < TimeSpan.Zero) ? s_slice : timeout;
        if (cancellation.CanBeCanceled || IpcHosting.BlockingRunner is not { } run)
        {
            WaitOnce(time, cancellation);
        }
        else
        {
            run(token => WaitOnce(time, token));
        }
    }

    private void WaitOnce(TimeSpan timeout, CancellationToken cancellation)
    {
        // More than it can count is as good as for ever: whoever waits looks again.
        _changed.Wait(timeout.TotalMilliseconds >= int.MaxValue ? Timeout.InfiniteTimeSpan : timeout, cancellation);
        _changed.Reset();
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }
}
