using System.Runtime.InteropServices;

namespace Ipc.Platform.Portable;

/// <summary>
/// Sleeping on more words than the system can take at once: a thread for each group of them, and the caller on a word
/// of this process that the first of them to end sets. Nobody polls.
/// </summary>
/// <remarks>
/// When the caller goes on, the threads are woken and waited for: who sleeps on one of the words meanwhile is woken
/// with them, and looks again, as it always may be.
/// </remarks>
internal sealed unsafe class GroupedWait(IWaitStrategy strategy, int size)
{
    /// <summary>Sleeps as <see cref="IWaitStrategy.WaitAny"/> does.</summary>
    public void Wait(ReadOnlySpan<WaitPlace> places, TimeSpan timeout)
    {
        uint* ended = (uint*)NativeMemory.AllocZeroed(64);
        List<(Thread Thread, WaitPlace[] Group)> sleepers = [];
        try
        {
            for (int at = 0; at < places.Length; at += size)
            {
                WaitPlace[] group = places.Slice(at, Math.Min(size, places.Length - at)).ToArray();
                sleepers.Add((BackgroundThread.Start(() => Sleep(group, ended, timeout), "Ipc wait for any"), group));
            }

            strategy.Wait(ended, 0, timeout);
        }
        finally
        {
            End(ended);
            foreach ((Thread thread, WaitPlace[] group) in sleepers)
            {
                WaitFor(thread, group);
            }

            NativeMemory.Free(ended);
        }
    }

    private void Sleep(WaitPlace[] group, uint* ended, TimeSpan timeout)
    {
        if (Volatile.Read(ref *ended) == 0)
        {
            if (group.Length == 1)
            {
                strategy.Wait(group[0].Word, group[0].Value, timeout);
            }
            else
            {
                strategy.WaitAny([.. group, new WaitPlace(ended, 0)], timeout);
            }
        }

        End(ended);
    }

    private void End(uint* ended)
    {
        Volatile.Write(ref *ended, 1);
        strategy.Wake(ended, int.MaxValue);
    }

    // A thread that sleeps on one word only does not sleep on the caller's, too: it may just be about to.
    private void WaitFor(Thread thread, WaitPlace[] group)
    {
        while (!thread.Join(group.Length == 1 ? TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan))
        {
            strategy.Wake(group[0].Word, int.MaxValue);
        }
    }
}
