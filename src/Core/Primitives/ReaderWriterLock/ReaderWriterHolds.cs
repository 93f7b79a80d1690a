namespace Ipc.Primitives;

/// <summary>
/// What the owners within this process hold of one reader-writer lock, in the order in which they entered. Shared
/// memory has only their number: who within a process holds a lock is this process's business, and ends with it.
/// </summary>
/// <remarks>
/// May be called from any thread. An owner is one line of execution, so nobody else changes its entries.
/// </remarks>
internal sealed class ReaderWriterHolds
{
    private readonly Dictionary<long, List<bool>> _entries = [];

    /// <summary>How often an owner has entered and not left, in either way.</summary>
    public int Count(long owner)
    {
        lock (_entries)
        {
            return _entries.TryGetValue(owner, out List<bool>? entered) ? entered.Count : 0;
        }
    }

    /// <summary>How often an owner holds it together with others.</summary>
    public int Shared(long owner)
    {
        lock (_entries)
        {
            return _entries.TryGetValue(owner, out List<bool>? entered) ? entered.Count(static shared => shared) : 0;
        }
    }

    /// <summary>Whether what an owner has entered last is shared; null when it holds nothing.</summary>
    public bool? Last(long owner)
    {
        lock (_entries)
        {
            return _entries.TryGetValue(owner, out List<bool>? entered) ? entered[^1] : null;
        }
    }

    /// <summary>Notes that an owner has entered.</summary>
    public void Add(long owner, bool shared)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(owner, out List<bool>? entered))
            {
                _entries[owner] = entered = [];
            }

            entered.Add(shared);
        }
    }

    /// <summary>Forgets the last entry of that way, which there is.</summary>
    public void Remove(long owner, bool shared)
    {
        lock (_entries)
        {
            List<bool> entered = _entries[owner];
            entered.RemoveAt(entered.LastIndexOf(shared));
            if (entered.Count == 0)
            {
                _entries.Remove(owner);
            }
        }
    }
}
