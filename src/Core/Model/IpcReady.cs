namespace Ipc;

/// <summary>Which of several things came first, and what was taken from it.</summary>
public sealed class IpcReady
{
    internal IpcReady(object source, int index)
    {
        Source = source;
        Index = index;
    }

    /// <summary>The queue, lock, worker ... that was ready.</summary>
    public object Source { get; }

    /// <summary>Which of those that were given it is; from 0.</summary>
    public int Index { get; }

    /// <summary>What was received, from a queue or pipe; null otherwise.</summary>
    public object? Value { get; internal set; }

    /// <summary>Whether it is a queue or pipe from which nothing will ever come any more.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>Whether it is a lock whose last holder died in it.</summary>
    public bool WasAbandoned { get; internal set; }

    /// <summary>The same, with what stands for the source where that was waited for by a handle of its own.</summary>
    /// <param name="source">Such as the job whose wait handle it was.</param>
    public IpcReady From(object source) =>
        new(source, Index) { Value = Value, IsClosed = IsClosed, WasAbandoned = WasAbandoned };

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString() ?? Source.ToString() ?? "";
}
