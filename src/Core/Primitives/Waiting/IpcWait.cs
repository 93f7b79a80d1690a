using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// Waits for whichever of several comes first: shared objects of any kind, and wait handles and tasks of this process.
/// </summary>
/// <remarks>
/// <para>What they are waited for: a queue or pipe, that there is something to receive, or that nothing will come any
/// more; an event, that it is set; a lock, or what carries one, that it is free; a semaphore, that it has a permit; a
/// countdown, that it is done. Barriers and conditions can only be waited for by themselves: who waits there takes
/// part.</para>
/// <para>May be called from any thread. Waiting costs no CPU; any number of objects, in one system call where the
/// kernel can (Linux 5.16, up to 127), else with a thread for each 127, or for each where it cannot.</para>
/// </remarks>
public static class IpcWait
{
    // To take what is there although somebody is inside at this moment.
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until at least one of them is ready, and takes nothing.</summary>
    /// <param name="sources"><see cref="IIpcObject"/>, <see cref="WaitHandle"/> or <see cref="Task"/>; one or more.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>All that are ready; none when the time-out passed. Others may be faster to take from them.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/>: one of them has ended;
    /// <see cref="IpcError.NotSupported"/>: one of a kind that can only be waited for by itself.
    /// </exception>
    public static IReadOnlyList<IpcReady> Any(
        IReadOnlyList<object> sources, TimeSpan timeout, CancellationToken cancellation = default)
    {
        using AnySources all = new(sources);
        AnyWaiter waiter = new(all.Awaited, all.Local, (one, _, _) => all.Awaited[one].IsReady);
        if (waiter.Wait(Deadline.After(timeout), cancellation) is var first && first < 0)
        {
            return [];
        }

        List<IpcReady> ready = [];
        for (int i = 0; i < sources.Count; i++)
        {
            if (i == first || all.Awaited[i].IsReady)
            {
                ready.Add(new IpcReady(sources[i], i));
            }
        }

        return ready;
    }

    /// <summary>
    /// Waits until one of them is ready, and takes what it is waited for: a message, a permit, the lock, an auto-reset
    /// event. Nothing is taken from the others.
    /// </summary>
    /// <param name="sources"><see cref="IIpcObject"/>, <see cref="WaitHandle"/> or <see cref="Task"/>; one or more.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="takes">Whether to take from one of them; those from which not are told as ready only.</param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>What was taken, and from where; null when the time-out passed.</returns>
    /// <exception cref="IpcException">As <see cref="Any"/>.</exception>
    public static IpcReady? TakeAny(
        IReadOnlyList<object> sources, TimeSpan timeout, Predicate<IIpcObject>? takes = null, CancellationToken cancellation = default)
    {
        using AnySources all = new(sources);
        IpcReady? taken = null;
        AnyWaiter waiter = new(
            all.Awaited,
            all.Local,
            (one, _, token) => all.Awaited[one].IsReady && (taken = Take(sources, one, takes, token)) is not null);
        waiter.Wait(Deadline.After(timeout), cancellation);
        return taken;
    }

    // Null when others were faster.
    private static IpcReady? Take(
        IReadOnlyList<object> sources, int index, Predicate<IIpcObject>? takes, CancellationToken cancellation)
    {
        IpcReady ready = new(sources[index], index);
        if (sources[index] is not IpcObject source || takes?.Invoke(source) == false)
        {
            return ready;
        }

        return source.TryTake(TimeSpan.Zero, ready, cancellation)
            || (source.Await().IsReady && source.TryTake(s_turn, ready, cancellation))
                ? ready
                : null;
    }
}
