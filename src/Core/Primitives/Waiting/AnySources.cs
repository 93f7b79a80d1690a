using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What one wait for any of several needs of each of them.</summary>
internal sealed class AnySources : IDisposable
{
    private readonly List<IAwaited> _awaited = [];

    public AnySources(IReadOnlyList<object> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Count, nameof(sources));
        try
        {
            foreach (object source in sources)
            {
                _awaited.Add(Of(source));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LocalWord Local { get; } = new();

    public IReadOnlyList<IAwaited> Awaited => _awaited;

    public void Dispose() => _awaited.ForEach(static one => (one as IDisposable)?.Dispose());

    private IAwaited Of(object source)
    {
        switch (source)
        {
            case IpcObject target:
                target.ThrowIfClosed();
                return target.Await();
            case WaitHandle handle:
                return new AwaitedHandle(handle, Local);
            case Task task:
                return new AwaitedHandle(task, Local);
            default:
                throw new ArgumentException(
                    $"[{source?.GetType().Name ?? "null"}] cannot be waited for: a shared object, a wait handle or a task can.",
                    nameof(source));
        }
    }
}
