namespace Ipc.Commands;

/// <summary>
/// The named objects that this process holds by their names. New- and Get- give a handle each, and what is used by its
/// name alone has a handle of its own here; so <c>New-IpcLock -Name log</c> lives on though nobody kept the handle, a
/// lock entered by name stays entered, and closing one handle closes no other.
/// </summary>
/// <remarks>
/// A name is let go of when the last handle that was given for it is closed, when it is removed, or when the process
/// ends. A handle from New- counts until it is closed, whoever keeps it: the object is there because it was made. One
/// from Get- that nobody refers to any more counts no longer than the garbage collector needs to see that.
/// </remarks>
internal static class NamedObjects
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<(IpcKind, string, byte), NamedHold> s_held = [];

    /// <summary>Keeps a named object that was made; an anonymous one lives as long as its handle.</summary>
    public static T Keep<T>(T made)
        where T : class, IIpcObject
    {
        if (made.Name is null)
        {
            return made;
        }

        try
        {
            Give(made, isMade: true);
        }
        catch
        {
            made.Dispose(); // Nobody will be given it.
            throw;
        }

        return made;
    }

    /// <summary>A handle of the caller's own to the object of that kind and name, which the process holds.</summary>
    /// <param name="kind">What it must be.</param>
    /// <param name="name">Its name, or its id.</param>
    /// <param name="part">Which end of a pipe; 0 otherwise.</param>
    public static IIpcObject Give(IpcKind kind, string name, byte part = 0)
    {
        IIpcObject opened = Open(kind, name, part);
        if (opened.Name is not null)
        {
            Give(opened, isMade: false);
        }

        return opened;
    }

    /// <summary>
    /// The process's own handle to the object of that kind and name, opened if it does not hold it yet.
    /// </summary>
    /// <inheritdoc cref="Give(IpcKind, string, byte)"/>
    public static IIpcObject Get(IpcKind kind, string name, byte part = 0) =>
        Get(kind, name, part, id => Open(kind, id, part));

    /// <summary>A new handle to the object of that kind and name, by which the process does not hold it.</summary>
    public static IIpcObject Open(IpcKind kind, string name, byte part = 0) =>
        IpcStore.Local.Open(new IpcReference(kind, name, 0, part), LiveObjects.Encoding);

    /// <summary>The same as Get, opened in some way if this process does not hold it yet.</summary>
    public static T Get<T>(IpcKind kind, string name, byte part, Func<string, T> open)
        where T : class, IIpcObject
    {
        lock (s_gate)
        {
            if (Find((kind, name.ToLowerInvariant(), part)) is { } known)
            {
                return (T)known.Own;
            }
        }

        T opened = open(name);
        return opened.Name is null ? opened : (T)Hold(opened, isOwn: true).Own;
    }

    /// <summary>Closes every handle that this process has to a named object by its name.</summary>
    /// <returns>False when it held none.</returns>
    public static bool Close(IpcKind kind, string name, byte part)
    {
        NamedHold? held;
        lock (s_gate)
        {
            held = Find((kind, name.ToLowerInvariant(), part));
            s_held.Remove((kind, name.ToLowerInvariant(), part));
        }

        held?.Close();
        return held is not null;
    }

    /// <summary>The names by which this process holds something.</summary>
    public static string[] Names()
    {
        lock (s_gate)
        {
            return [.. s_held.Keys.Where(static key => Find(key) is not null).Select(static key => key.Item2).Distinct()];
        }
    }

    /// <summary>Closes every handle that this process has by the name, whatever its kind.</summary>
    public static void Close(string name)
    {
        (IpcKind Kind, string Name, byte Part)[] keys;
        lock (s_gate)
        {
            keys = [.. s_held.Keys.Where(key => string.Equals(key.Item2, name, StringComparison.OrdinalIgnoreCase))];
        }

        Array.ForEach(keys, static key => Close(key.Kind, key.Name, key.Part));
    }

    /// <summary>Lets go of what has been removed, by whomever, so that its memory is given back.</summary>
    public static void Prune()
    {
        lock (s_gate)
        {
            foreach (((IpcKind, string, byte) key, NamedHold held) in s_held)
            {
                if (held.IsOver)
                {
                    s_held.Remove(key);
                }
            }
        }
    }

    private static void Give(IIpcObject given, bool isMade)
    {
        if (given is IpcObject local)
        {
            local.Closed = Forget; // Another store's objects are let go of when the next name is kept.
        }

        while (!TryAdd(Hold(given, isOwn: false), given, isMade))
        {
            // Another thread has just closed the last handle, and with it the process's own.
        }

        if (given.IsClosed)
        {
            Forget(given, collected: false); // Meanwhile, and nobody was told.
        }
    }

    private static bool TryAdd(NamedHold held, IIpcObject given, bool isMade)
    {
        lock (s_gate)
        {
            bool isHeld = s_held.TryGetValue(Key(given), out NamedHold? known) && known == held;
            if (isHeld)
            {
                held.Add(given, isMade);
            }

            return isHeld;
        }
    }

    // What the process holds an object by; made if need be, with a handle that nobody else closes.
    private static NamedHold Hold(IIpcObject given, bool isOwn)
    {
        Prune();
        (IpcKind, string, byte) key = Key(given);
        lock (s_gate)
        {
            if (!isOwn && Find(key) is { } known)
            {
                return known;
            }
        }

        NamedHold made = new(isOwn ? given : IpcStore.Local.Open(given.GetReference(), LiveObjects.Encoding));
        NamedHold held;
        lock (s_gate)
        {
            s_held[key] = held = Find(key) ?? made;
        }

        if (held != made)
        {
            made.Own.Close(); // Another thread was faster.
        }

        return held;
    }

    private static NamedHold? Find((IpcKind, string, byte) key) =>
        s_held.TryGetValue(key, out NamedHold? known) && !known.IsOver ? known : null;

    private static void Forget(IIpcObject closed, bool collected)
    {
        (IpcKind, string, byte) key = Key(closed);
        IIpcObject? own = null;
        lock (s_gate)
        {
            if (s_held.TryGetValue(key, out NamedHold? held) && held.Forget(closed, collected))
            {
                own = held.Own;
                s_held.Remove(key);
            }
        }

        own?.Close();
    }

    private static (IpcKind, string, byte) Key(IIpcObject named) =>
        (named.Kind, named.Id.ToLowerInvariant(), named.GetReference().Part);
}
