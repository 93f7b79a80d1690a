namespace Ipc.Regions;

/// <summary>Those who read outside of the mutex, in this process: its memory must not go away under them.</summary>
internal sealed unsafe partial class Region
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(1);

    private int _readers;

    /// <summary>
    /// Begins to read outside of the mutex; false when this process has left, or is leaving. SYNC POINT leaving: counted
    /// first, then the flag.
    /// </summary>
    public bool TryEnterRead()
    {
        Interlocked.Increment(ref _readers);
        if (!_leaving)
        {
            return true;
        }

        ExitRead();
        return false;
    }

    /// <summary>Ends it. A full barrier.</summary>
    public void ExitRead() => Interlocked.Decrement(ref _readers);

    // Readers do not wait for anything while they are counted.
    private bool TryAwaitReaders(Sync.Deadline deadline)
    {
        while (Volatile.Read(ref _readers) != 0)
        {
            if (deadline.HasPassed)
            {
                return false;
            }

            Thread.Sleep(s_glance);
        }

        return true;
    }
}
