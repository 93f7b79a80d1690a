namespace Ipc.Commands;

/// <summary>
/// The named objects that this process has made or opened. A name is held until it is closed or removed, or the process
/// ends; so <c>New-IpcLock -Name log</c> lives on though nobody kept the handle, and a lock entered by name stays
/// entered.
/// </summary>
internal static class NamedObjects
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<(IpcKind, string, byte), IIpcObject> s_held = [];

    /// <summary>Keeps a named object; an anonymous one lives as long as its handle.</summary>
    public static T Keep<T>(T made)
        where T : class, IIpcObject
    {
        if (made.Name is { } name)
        {
            Prune();
            lock (s_gate)
            {
                s_held[Key(made.Kind, name, made.Reference.Part)] = made;
            }

            if (made is IpcObject local)
            {
                local.Closed = Forget; // Another store's objects are let go of when the next name is kept.
            }

            if (made.IsClosed)
            {
                Forget(made); // Meanwhile, and nobody was told.
            }
        }

        return made;
    }

    /// <summary>The object of that kind and name, opened if this process does not hold it yet.</summary>
    /// <param name="kind">What it must be.</param>
    /// <param name="name">Its name, or its id.</param>
    /// <param name="part">Which end of a pipe; 0 otherwise.</param>
    public static IIpcObject Get(IpcKind kind, string name, byte part = 0) =>
        Get(kind, name, part, id => Open(kind, id, part));

    /// <summary>A new handle to the object of that kind and name, which is not kept.</summary>
    public static IIpcObject Open(IpcKind kind, string name, byte part = 0) =>
        IpcStore.Local.Open(new IpcReference(kind, name, 0, part), LiveObjects.Encoding);

    /// <summary>The object of that kind and name, opened in some way if this process does not hold it yet.</summary>
    public static T Get<T>(IpcKind kind, string name, byte part, Func<string, T> open)
        where T : class, IIpcObject
    {
        lock (s_gate)
        {
            if (s_held.TryGetValue(Key(kind, name, part), out IIpcObject? known) && !known.IsClosed && !known.IsRemoved)
            {
                return (T)known;
            }
        }

        return Keep(open(name));
    }

    /// <summary>Lets go of what has been removed, by whomever, so that its memory is given back.</summary>
    public static void Prune()
    {
        lock (s_gate)
        {
            foreach (((IpcKind, string, byte) key, IIpcObject held) in s_held)
            {
                if (held.IsClosed || held.IsRemoved)
                {
                    s_held.Remove(key);
                }
            }
        }
    }

    private static void Forget(IIpcObject closed)
    {
        (IpcKind, string, byte) key = Key(closed.Kind, closed.Id, closed.Reference.Part);
        lock (s_gate)
        {
            if (s_held.TryGetValue(key, out IIpcObject? held) && ReferenceEquals(held, closed))
            {
                s_held.Remove(key);
            }
        }
    }

    private static (IpcKind, string, byte) Key(IpcKind kind, string name, byte part) =>
        (kind, name.ToLowerInvariant(), part);
}
