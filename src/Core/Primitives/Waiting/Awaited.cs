using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>One object that is waited for along with others. Made anew for each wait.</summary>
/// <param name="target">The object; kept alive and checked.</param>
/// <param name="word">The word that is woken when it may have become ready.</param>
/// <param name="isReady">Whether it is.</param>
/// <param name="wakeAt">When it may become ready without being woken; null for never.</param>
internal sealed class Awaited(IpcObject target, Cell32 word, Func<bool> isReady, Func<long>? wakeAt = null) : IAwaited
{
    public Region Region => target.Region;

    public Cell32 Word => word;

    public long WakeAt => wakeAt?.Invoke() ?? 0;

    public bool IsReady
    {
        get
        {
            target.ThrowIfClosed();
            return isReady();
        }
    }
}
