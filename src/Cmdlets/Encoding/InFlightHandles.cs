namespace Ipc.Commands;

/// <summary>
/// What an encoded message refers to, held while the message is on its way: whoever sent it may close what it has at
/// once. May be used from any thread.
/// </summary>
/// <remarks>
/// However many messages refer to an object, this process has one handle for all of them: an end of a pipe has room for
/// no more than 65,535 in each process.
/// </remarks>
internal sealed class InFlightHandles : IDisposable
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<IpcReference, (IIpcObject Handle, int Messages)> s_held = [];

    private readonly Dictionary<IpcReference, IIpcObject> _handles = [];
    private int _receivers = 1;

    /// <summary>Holds one object more.</summary>
    /// <exception cref="IpcException">It is gone.</exception>
    public void Add(in IpcReference reference)
    {
        if (!_handles.ContainsKey(reference))
        {
            _handles.Add(reference, Hold(reference));
        }
    }

    /// <summary>The same message goes to one more receiver: it holds until each has been served.</summary>
    public InFlightHandles Share()
    {
        Interlocked.Increment(ref _receivers);
        return this;
    }

    /// <summary>A receiver has opened what it was sent, or never will. Once for each.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _receivers) == 0)
        {
            foreach ((IpcReference reference, IIpcObject handle) in _handles)
            {
                Release(reference, handle);
            }
        }
    }

    // It is opened outside of the gate: that may have to wait for somebody.
    private static IIpcObject Hold(in IpcReference reference)
    {
        if (TryShare(reference) is { } known)
        {
            return known;
        }

        IIpcObject opened = IpcStore.Local.Open(reference, null);
        IIpcObject? faster;
        lock (s_gate)
        {
            faster = TryShare(reference);
            if (faster is null)
            {
                s_held[reference] = (opened, 1);
            }
        }

        if (faster is not null)
        {
            opened.Close();
        }

        return faster ?? opened;
    }

    private static IIpcObject? TryShare(in IpcReference reference)
    {
        lock (s_gate)
        {
            if (!s_held.TryGetValue(reference, out (IIpcObject Handle, int Messages) held) || held.Handle.IsRemoved)
            {
                return null;
            }

            s_held[reference] = (held.Handle, held.Messages + 1);
            return held.Handle;
        }
    }

    private static void Release(in IpcReference reference, IIpcObject handle)
    {
        lock (s_gate)
        {
            if (s_held.TryGetValue(reference, out (IIpcObject Handle, int Messages) held) && held.Handle == handle
                && held.Messages > 1)
            {
                s_held[reference] = (handle, held.Messages - 1);
                return;
            }

            if (held.Handle == handle)
            {
                s_held.Remove(reference);
            }
        }

        handle.Close();
    }
}
