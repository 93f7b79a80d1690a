using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// A wait handle or task of .NET that is waited for along with shared objects: when it is signalled, the word of the
/// wait is woken.
/// </summary>
internal sealed class AwaitedHandle : IAwaited, IDisposable
{
    private readonly LocalWord _local;
    private readonly Func<bool> _isReady;
    private readonly RegisteredWaitHandle? _registration;

    public AwaitedHandle(WaitHandle handle, LocalWord local)
    {
        _local = local;
        _isReady = () => handle.WaitOne(0);
        _registration = ThreadPool.UnsafeRegisterWaitForSingleObject(
            handle, (_, _) => local.WakeAll(), null, Timeout.Infinite, executeOnlyOnce: true);
    }

    public AwaitedHandle(Task task, LocalWord local)
    {
        _local = local;
        _isReady = () => task.IsCompleted;
        task.ContinueWith(_ => local.WakeAll(), TaskScheduler.Default);
    }

    public Region? Region => null;

    public Cell32 Word => _local.Word;

    public long WakeAt => 0;

    public bool IsReady => _isReady();

    public void Dispose() => _registration?.Unregister(null);
}
