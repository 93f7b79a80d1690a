using System.Buffers;
using Ipc.Regions;
using Ipc.Waiting;

namespace Ipc.Messages;

/// <summary>
/// Sending to and receiving from message lists, with waiting. Bytes are copied inside the region's mutex; encoding and
/// decoding happen outside.
/// </summary>
internal sealed class MessagePort(Region region, IPortPolicy policy)
{
    // What one call takes at the most when there is much: a buffer has an end, and what was taken must fit.
    private const long LargestBatch = 1L << 28;

    /// <summary>Waits for room and sends.</summary>
    /// <returns>False when the deadline passed; nothing was sent.</returns>
    public bool TrySend(in MessageList list, ReadOnlySpan<byte> message, Deadline deadline, CancellationToken cancellation)
    {
        bool sent = false;
        try
        {
            sent = Send(list, message, deadline, cancellation);
        }
        finally
        {
            if (!sent)
            {
                PassOn(list.Space);
            }
        }

        return sent;
    }

    private bool Send(in MessageList list, ReadOnlySpan<byte> message, Deadline deadline, CancellationToken cancellation)
    {
        int size = MessageList.RecordSize(message.Length);
        while (true)
        {
            region.ThrowIfEnded();
            if (policy.IsPipeEnd && region.WatchPeers() == PeerState.FoundDead)
            {
                region.RecoverDead(deadline, cancellation); // It may have been the last holder of the far end.
            }

            if (!region.EnterMutex(deadline, cancellation))
            {
                return false;
            }

            bool sent = false;
            try
            {
                if (policy.WhyNotSend() is IpcException reason)
                {
                    throw reason;
                }

                if (policy.HasRoom(list, size))
                {
                    sent = list.TryAppend(message)
                        ? true
                        : throw new IpcException(
                            IpcError.NoSpace,
                            $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes, and the message has {message.Length:N0}. Receive from it first, or give it a -Capacity.");
                }
            }
            finally
            {
                region.Mutex.Exit();
            }

            if (sent)
            {
                // Leaving the mutex was a full barrier.
                WaitWord.Wake(list.Items);
                return true;
            }

            RoomAttempt attempt = new(list, policy, size);
            if (!Waiter.Until(region, list.Space, ref attempt, deadline, cancellation))
            {
                return false;
            }
        }
    }

    /// <summary>Waits for a message and receives it, or several if they are there.</summary>
    /// <param name="list">Where from.</param>
    /// <param name="output">Where the bytes go, one message after the other; null to drop them.</param>
    /// <param name="lengths">The length of each message received is added here; null for one message.</param>
    /// <param name="most">How many to receive at the most.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended.</returns>
    public IpcReceiveResult TryReceive(
        in MessageList list, IBufferWriter<byte>? output, List<int>? lengths, int most, Deadline deadline, CancellationToken cancellation)
    {
        IpcReceiveResult result = IpcReceiveResult.TimedOut;
        try
        {
            result = Receive(list, output, lengths, most, deadline, cancellation);
        }
        finally
        {
            if (result == IpcReceiveResult.TimedOut)
            {
                PassOn(list.Items);
            }
        }

        return result;
    }

    // A wake-up may have been meant for us, who end without sending or taking: the next sleeper must look.
    private static void PassOn(Cell32 word)
    {
        Interlocked.MemoryBarrier();
        WaitWord.Wake(word);
    }

    private IpcReceiveResult Receive(
        in MessageList list, IBufferWriter<byte>? output, List<int>? lengths, int most, Deadline deadline, CancellationToken cancellation)
    {
        while (true)
        {
            region.ThrowIfEnded();
            bool closed = policy.NoMoreComes; // Read before looking: what was sent before the end is received.
            if (!list.IsEmpty)
            {
                if (!region.EnterMutex(deadline, cancellation))
                {
                    return IpcReceiveResult.TimedOut;
                }

                int taken = 0;
                try
                {
                    taken = Take(list, output, lengths, most);
                }
                finally
                {
                    region.Mutex.Exit();
                }

                if (taken > 0)
                {
                    WaitWord.Wake(list.Space, policy.IsPipeEnd ? int.MaxValue : taken);
                    return IpcReceiveResult.Received;
                }

                continue;
            }

            if (closed)
            {
                return IpcReceiveResult.Closed;
            }

            ItemAttempt attempt = new(list, policy);
            int spins = Environment.ProcessorCount > 1 ? 100 : 0;
            if (!Waiter.Until(region, list.Items, ref attempt, deadline, cancellation, spins))
            {
                return IpcReceiveResult.TimedOut;
            }
        }
    }

    private static int Take(in MessageList list, IBufferWriter<byte>? output, List<int>? lengths, int most)
    {
        int taken = 0;
        long bytes = 0;
        while (taken < most && !list.IsEmpty)
        {
            int length = list.PeekLength();
            bytes += length;
            if ((taken > 0 && bytes > LargestBatch) || !list.TryTake(output))
            {
                break;
            }

            lengths?.Add(length);
            taken++;
        }

        return taken;
    }

    private struct RoomAttempt(MessageList list, IPortPolicy policy, int size) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) =>
            policy.HasRoom(list, size) || policy.WhyNotSend() is not null;
    }

    private struct ItemAttempt(MessageList list, IPortPolicy policy) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) => !list.IsEmpty || policy.NoMoreComes;
    }
}
