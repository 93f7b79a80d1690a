

namespace Ipc.Platform;

/// <summary>How this system sleeps on a word in shared memory, and wakes who sleeps there.</summary>
internal unsafe interface IWaitStrategy
{
    /// <summary>
    /// Sleeps while the word is <paramref name="value"/>. May return early for no reason: the caller looks again.
    /// Never returns late when the word changed before the call, or was changed and woken during it.
    /// </summary>
    /// <param name="word">Where.</param>
    /// <param name="value">What it is as long as nobody was woken.</param>
    /// <param name="timeout">How long at the most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    void Wait(uint* word, uint value, TimeSpan timeout);

    /// <summary>
    /// Sleeps while each of the words is what is said of it; otherwise as <see cref="Wait"/>. Any number of them.
    /// </summary>
    /// <param name="places">The words.</param>
    /// <param name="timeout">How long at the most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    void WaitAny(ReadOnlySpan<WaitPlace> places, TimeSpan timeout);

    /// <summary>
    /// Wakes up to <paramref name="count"/> sleepers; returns a number above zero if there may be more.
    /// </summary>
    int Wake(uint* word, int count);
}
