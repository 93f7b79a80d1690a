

using System.Diagnostics;

namespace Ipc.Platform.Portable;

/// <summary>
/// The portable form, for systems where no call of the kernel sleeps on a shared word: yields first, then naps that
/// grow to <see cref="LongestNap"/> milliseconds. Selected with <c>IPC_WAIT=backoff</c>; tested on every system.
/// </summary>
internal sealed unsafe class BackoffWait : IWaitStrategy
{
    private const int Yields = 20;
    private const int LongestNap = 10;

    public void Wait(uint* word, uint value, TimeSpan timeout) => WaitAny([new WaitPlace(word, value)], timeout);

    public void WaitAny(ReadOnlySpan<WaitPlace> places, TimeSpan timeout)
    {
        bool forEver = timeout == Timeout.InfiniteTimeSpan;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; AreUnchanged(places); round++)
        {
            TimeSpan left = forEver ? TimeSpan.MaxValue : timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            if (round < Yields)
            {
                Thread.Yield();
                continue;
            }

            double nap = Math.Min(LongestNap, (round - Yields) / 4 + 1);
            Thread.Sleep((int)Math.Ceiling(Math.Min(nap, left.TotalMilliseconds)));
        }
    }

    private static bool AreUnchanged(ReadOnlySpan<WaitPlace> places)
    {
        foreach (WaitPlace place in places)
        {
            if (Volatile.Read(ref *place.Word) != place.Value)
            {
                return false;
            }
        }

        return true;
    }

    // Sleepers look at the word themselves. "There may be more" is always the truth here.
    public int Wake(uint* word, int count) => 1;
}
