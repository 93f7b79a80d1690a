namespace Ipc.Commands;

/// <summary>
/// By what this process holds a named object: a handle that nobody is given, and those that were given. Inside the gate
/// of <see cref="NamedObjects"/>.
/// </summary>
/// <param name="own">The handle that nobody is given.</param>
internal sealed class NamedHold(IIpcObject own)
{
    private readonly List<IIpcObject> _made = [];
    private readonly List<WeakReference<IIpcObject>> _got = [];
    private int _pruneAt = 16;
    private bool _wasClosed;

    /// <summary>Used by whoever says the name; closed last.</summary>
    public IIpcObject Own => own;

    /// <summary>Whether the object has been removed, or this was let go of.</summary>
    public bool IsOver => own.IsClosed || own.IsRemoved;

    /// <summary>A handle is given to somebody.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="isMade">Whether it came with the object, and so counts even if it is thrown away.</param>
    public void Add(IIpcObject handle, bool isMade)
    {
        if (isMade)
        {
            _made.Add(handle);
            return;
        }

        if (_got.Count >= _pruneAt)
        {
            _got.RemoveAll(static got => !got.TryGetTarget(out _)); // A loop of Get- must not fill the memory.
            _pruneAt = Math.Max(16, 2 * _got.Count);
        }

        _got.Add(new WeakReference<IIpcObject>(handle));
    }

    /// <summary>A handle was closed. Returns whether the name is to be let go of.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="collected">
    /// Whether it was thrown away: that alone lets go of nothing, or a lock would be left that was entered by a handle
    /// which nobody kept.
    /// </param>
    public bool Forget(IIpcObject handle, bool collected)
    {
        bool isOurs = _made.RemoveAll(made => ReferenceEquals(made, handle)) > 0
            | _got.RemoveAll(got => !got.TryGetTarget(out IIpcObject? target) || ReferenceEquals(target, handle)) > 0;
        _wasClosed |= isOurs && !collected;
        return _wasClosed && _made.Count == 0 && _got.Count == 0;
    }

    /// <summary>Closes all of it. Outside the gate, when it can be found no more.</summary>
    public void Close()
    {
        IEnumerable<IIpcObject?> got = _got.Select(static one => one.TryGetTarget(out IIpcObject? target) ? target : null);
        foreach (IIpcObject handle in _made.Concat(got).OfType<IIpcObject>().ToArray())
        {
            handle.Close();
        }

        own.Close();
    }
}
