using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>Several messages inside the mutex at a time, for who counts microseconds.</summary>
internal sealed partial class MessagePort
{
    // What is copied at the most before others get their turn.
    private const int MostInside = 1 << 20;

    /// <summary>
    /// Sends messages that stand one after the other: as many as there is room for, inside the mutex at once, then waits
    /// for more. Each is published by itself, so whoever dies has sent the first ones, whole and in order.
    /// </summary>
    /// <param name="list">Where to.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="lengths">The length of each.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>
    /// How many were sent, from the first on: fewer than there are when the deadline passed, or when the next one cannot
    /// be sent at all; who tries that one first is told why.
    /// </returns>
    public int TrySendMany(
        MessageList list, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, Deadline deadline, CancellationToken cancellation)
    {
        int sent = 0;
        try
        {
            while (sent < lengths.Length)
            {
                int more = SendSome(list, ref bytes, lengths[sent..], sent > 0, deadline, cancellation);
                if (more < 0)
                {
                    return sent;
                }

                sent += more;
                if (more > 0)
                {
                    EventCount.Wake(list.Items, more); // Leaving the mutex was a full barrier.
                    continue;
                }

                RoomAttempt attempt = new(list, policy, MessageList.RecordSize(lengths[sent]));
                if (!Waiter.Until(region, list.Space, ref attempt, deadline, cancellation, SpinPolicy.ForMany))
                {
                    return sent;
                }
            }

            return sent;
        }
        catch (Exception e) when (sent > 0 && e is OperationCanceledException or IpcException)
        {
            return sent; // It comes again with the next one, which is then the first.
        }
        finally
        {
            if (sent < lengths.Length)
            {
                PassOn(list.Space);
            }
        }
    }

    // How many were sent; -1 when the deadline passed.
    private int SendSome(
        MessageList list, ref ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, bool isLater, Deadline deadline, CancellationToken cancellation)
    {
        region.ThrowIfEnded();
        if (_isPipeEnd && region.WatchPeers() == PeerState.FoundDead)
        {
            region.RecoverDead(deadline, cancellation); // It may have been the last holder of the far end.
        }

        if (!region.AcquireMutex(deadline, cancellation))
        {
            return -1;
        }

        int sent = 0;
        try
        {
            if (policy.WhyNotSend() is IpcException reason)
            {
                throw reason;
            }

            for (int inside = 0; sent < lengths.Length && inside < MostInside; sent++)
            {
                int length = lengths[sent];
                if (!policy.HasRoom(list, MessageList.RecordSize(length)))
                {
                    break;
                }

                Append(list, bytes[..length]);
                CrashPoint.Reach(CrashStep.BatchSent);
                bytes = bytes[length..];
                inside += length;
            }
        }
        catch (IpcException e) when (sent > 0 || (e.Error == IpcError.NoSpace && isLater))
        {
            return sent > 0 ? sent : -1; // The next one is tried by itself, and the reason told.
        }
        finally
        {
            region.Mutex.Release();
        }

        return sent;
    }

    private void Append(MessageList list, ReadOnlySpan<byte> message)
    {
        try
        {
            if (!list.TryAppendHere(message) && !list.TryAppend(message))
            {
                throw new IpcException(
                    IpcError.NoSpace,
                    $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes. Receive from it first, or give it a "
                        + "capacity.");
            }
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"A message of {message.Length:N0} bytes was not sent, there is room for {Room(region):N0}. {e.Message}", e);
        }
    }
}
