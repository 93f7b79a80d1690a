using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>Sending to message lists.</summary>
internal sealed partial class MessagePort
{
    /// <summary>Waits for room and sends.</summary>
    /// <returns>False when the deadline passed; nothing was sent.</returns>
    public bool TrySend(MessageList list, ReadOnlySpan<byte> message, Deadline deadline, CancellationToken cancellation) =>
        TrySendNow(list, message) || SendSlowly(list, message, default, false, true, deadline, cancellation);

    /// <summary>Sends one message that stands in two parts, if there is room for it; does not wait for that.</summary>
    /// <returns>False when there was no room, or the deadline passed; nothing was sent.</returns>
    public bool TrySendParts(
        MessageList list, ReadOnlySpan<byte> message, ReadOnlySpan<byte> rest, Deadline deadline, CancellationToken cancellation)
    {
        region.ThrowIfEnded();
        return SendSlowly(list, message, rest, false, false, deadline, cancellation);
    }

    /// <summary>Waits for room and sends a message that keeps alive what it refers to.</summary>
    /// <param name="list">Where to.</param>
    /// <param name="references">What it refers to.</param>
    /// <param name="message">Its bytes.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when the deadline passed; nothing was sent.</returns>
    public bool TrySendReferring(
        MessageList list,
        IReadOnlyCollection<IpcReference> references,
        ReadOnlySpan<byte> message,
        Deadline deadline,
        CancellationToken cancellation)
    {
        region.ThrowIfEnded();
        using SentReferences sent = new(region, () => list.Received);
        if (!sent.TryMark(references, deadline, cancellation))
        {
            return false;
        }

        if (sent.Bytes.IsEmpty)
        {
            return TrySend(list, message, deadline, cancellation);
        }

        sent.IsSent = SendSlowly(list, sent.Bytes, message, true, true, deadline, cancellation);
        CrashPoint.Reach(CrashStep.ReferencesSent);
        return sent.IsSent;
    }

    // The usual case, without anything that throws: the mutex is free, there is room, and the message fits into the
    // chunk at hand. False says nothing about why not.
    private bool TrySendNow(MessageList list, ReadOnlySpan<byte> message)
    {
        region.ThrowIfEnded();
        if (_trims || (_isPipeEnd && region.WatchPeers() == PeerState.FoundDead) || !region.Mutex.TryAcquire())
        {
            return false;
        }

        bool sent = !region.IsLeaving
            && policy.WhyNotSend() is null
            && policy.HasRoom(list, MessageList.RecordSize(message.Length))
            && list.TryAppendHere(message);
        region.ReleaseMutexOrWithdraw();
        if (sent)
        {
            EventCount.Wake(list.Items); // Leaving the mutex was a full barrier.
        }

        return sent;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SendSlowly(
        MessageList list, ReadOnlySpan<byte> message, ReadOnlySpan<byte> rest, bool refers, bool waits, Deadline deadline, CancellationToken cancellation)
    {
        bool sent = false;
        try
        {
            sent = Send(list, message, rest, refers, waits, deadline, cancellation);
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

    private bool Send(
        MessageList list, ReadOnlySpan<byte> message, ReadOnlySpan<byte> rest, bool refers, bool waits, Deadline deadline, CancellationToken cancellation)
    {
        int length = message.Length + rest.Length;
        int size = MessageList.RecordSize(length);
        while (true)
        {
            region.ThrowIfEnded();
            if (_isPipeEnd && region.WatchPeers() == PeerState.FoundDead)
            {
                region.RecoverDead(deadline, cancellation); // It may have been the last holder of the far end.
            }

            if (!region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            bool sent = false;
            IReadOnlyCollection<IpcReference>? dropped = null;
            try
            {
                if (policy.WhyNotSend() is IpcException reason)
                {
                    throw reason;
                }

                if (policy.HasRoom(list, size))
                {
                    sent = list.TryAppend(message, rest, refers)
                        ? true
                        : throw new IpcException(
                            IpcError.NoSpace,
                            $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes. Receive from it "
                                + "first, or give it a capacity.");
                    dropped = _trims ? policy.Trim(list) : null;
                }
            }
            catch (IpcException e) when (e.Error == IpcError.NoSpace)
            {
                throw new IpcException(
                    IpcError.NoSpace,
                    $"A message of {length:N0} bytes was not sent, there is room for {Room(region):N0}. {e.Message}", e);
            }
            finally
            {
                region.Mutex.Release();
            }

            if (sent)
            {
                // Leaving the mutex was a full barrier.
                EventCount.Wake(list.Items, _trims ? int.MaxValue : 1);
                ReferenceLook.AfterDropping(dropped ?? [], region.Instance);
                return true;
            }

            if (!waits)
            {
                return false;
            }

            RoomAttempt attempt = new(list, policy, size);
            if (!Waiter.Until(region, list.Space, ref attempt, deadline, cancellation, SpinPolicy.ForMany))
            {
                return false;
            }
        }
    }

    // Bytes: in chunks that nobody uses, and in the file system. Inside the mutex.
    private static long Room(Region region)
    {
        long room = new ChunkPool(region).FreeBytes;
        try
        {
            return room + Math.Clamp(new DriveInfo(region.Folder.Path).AvailableFreeSpace, 0, Math.Max(0, region.Limit - region.Size));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return room; // The folder is gone: what could not be sent is told all the same.
        }
    }

    private struct RoomAttempt(MessageList list, IPortPolicy policy, int size) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) =>
            policy.HasRoom(list, size) || policy.WhyNotSend() is not null;
    }
}
