namespace Ipc.Commands;

/// <summary>
/// Locks that are there as long as somebody uses them or waits for them: this process has one handle to each, and
/// closes it with the last use. Safe to call from any thread.
/// </summary>
/// <remarks>
/// The object ends with the last process that has it open. Whoever waits has it open, so nobody waits for a lock that
/// is another one than what its next holder enters.
/// </remarks>
internal static class TransientLocks
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<string, (IIpcLock Handle, int Uses)> s_used = [];

    /// <summary>The lock of that name, which is made if need be, until <see cref="Release"/>.</summary>
    public static IIpcLock Take(string name)
    {
        if (TryTake(name) is { } known)
        {
            return known;
        }

        // Outside of the gate: the folder may be locked by somebody who is paused.
        IIpcLock opened = (IIpcLock)IpcStore.Local.CreateOrOpen(new IpcLockSpec { Name = name }, null)[0];
        IIpcLock? faster;
        lock (s_gate)
        {
            faster = TryTake(name);
            if (faster is null)
            {
                s_used[name] = (opened, 1);
            }
        }

        if (faster is not null)
        {
            opened.Close();
        }

        return faster ?? opened;
    }

    /// <summary>The lock of that name, if this process uses it.</summary>
    public static IIpcLock? Find(string name)
    {
        lock (s_gate)
        {
            return s_used.TryGetValue(name, out (IIpcLock Handle, int Uses) used) ? used.Handle : null;
        }
    }

    /// <summary>Ends one use.</summary>
    public static void Release(string name, IIpcLock taken)
    {
        lock (s_gate)
        {
            if (!s_used.TryGetValue(name, out (IIpcLock Handle, int Uses) used) || used.Handle != taken)
            {
                return; // Removed meanwhile, and made anew.
            }

            if (used.Uses > 1)
            {
                s_used[name] = (used.Handle, used.Uses - 1);
                return;
            }

            s_used.Remove(name);
        }

        taken.Close();
    }

    private static IIpcLock? TryTake(string name)
    {
        lock (s_gate)
        {
            if (!s_used.TryGetValue(name, out (IIpcLock Handle, int Uses) used) || used.Handle.IsRemoved)
            {
                return null;
            }

            s_used[name] = (used.Handle, used.Uses + 1);
            return used.Handle;
        }
    }
}
