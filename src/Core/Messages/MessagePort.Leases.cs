using System.Buffers;
using System.Diagnostics;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// Receiving for a time only: what is leased comes back unless it is confirmed. Queues alone have this.
/// </summary>
internal sealed partial class MessagePort
{
    private readonly LeaseLog _leases = new(region);

    private bool MayLease => !_isPipeEnd;

    private bool NoMoreComes => policy.NoMoreComes;

    private ulong Leases => MayLease ? _leases.Counts : 0;

    private long NextExpiry => MayLease ? _leases.NextExpiry : 0;

    /// <summary>How many messages are leased now.</summary>
    public long LeasedCount => LeaseLog.LeasedIn(Leases);

    /// <summary>How many were given back and wait again.</summary>
    public long ReturnedCount => LeaseLog.ReturnedIn(Leases);

    /// <summary>Waits for a message and leases it.</summary>
    /// <param name="list">Where from.</param>
    /// <param name="output">Empty; gets the bytes.</param>
    /// <param name="length">How long the lease holds; infinite for as long as this process has the queue open.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="ticket">The lease.</param>
    /// <returns>How it ended.</returns>
    public IpcReceiveResult TryLease(
        MessageList list, MessageBuffer output, TimeSpan length, Deadline deadline, CancellationToken cancellation, out LeaseTicket ticket)
    {
        IpcReceiveResult result = IpcReceiveResult.TimedOut;
        Leasing taking = new(region, _leases, _loans, output, length);
        try
        {
            result = Receive(list, ref taking, ForItems, deadline, cancellation);
        }
        finally
        {
            taking.Next?.Dispose();
            if (result == IpcReceiveResult.TimedOut)
            {
                PassOn(list.Items);
            }
        }

        if (taking.IsEarliest)
        {
            EventCount.WakeAll(list.Items); // Who sleeps must wake when this lease runs out. Leaving the mutex was a full barrier.
        }

        ticket = taking.Ticket;
        return result;
    }

    /// <summary>The message of a lease is done.</summary>
    /// <returns>False when somebody else has been given it, or it is done already.</returns>
    public bool TryConfirm(MessageList list, in LeaseTicket ticket)
    {
        region.ThrowIfEnded();
        region.AcquireMutex(Deadline.Never, CancellationToken.None);
        bool found;
        bool room = false;
        List<IpcReference> references = [];
        try
        {
            found = _leases.TryFind(ticket, out LeaseRecord record);
            if (found)
            {
                room = record.State.IsReturned;
                MessageList.Matches(_leases.ReferencesIn(record), reference =>
                {
                    references.Add(reference.ToReference());
                    return false;
                });
                _leases.Finish(record);
            }
        }
        finally
        {
            region.Mutex.Release();
        }

        if (room)
        {
            EventCount.Wake(list.Space);
        }

        WakeIfDone(list);
        ReferenceLook.AfterDropping(references, region.Instance);
        return found;
    }

    /// <summary>The message of a lease goes back, for the next receiver.</summary>
    /// <returns>False when it was not held any more.</returns>
    public bool TryReturn(MessageList list, in LeaseTicket ticket)
    {
        region.ThrowIfEnded();
        region.AcquireMutex(Deadline.Never, CancellationToken.None);
        bool found;
        try
        {
            found = _leases.TryFind(ticket, out LeaseRecord record) && record.State.IsHeld;
            if (found)
            {
                _leases.Return(record);
            }
        }
        finally
        {
            region.Mutex.Release();
        }

        if (found)
        {
            EventCount.Wake(list.Items);
        }

        return found;
    }

    /// <summary>Whether a lease still holds; null when somebody is paused inside and it cannot be seen.</summary>
    public bool? IsHeld(in LeaseTicket ticket)
    {
        if (region.IsRemoved || region.IsLeaving || !region.AcquireMutex(Deadline.Now, CancellationToken.None))
        {
            return region.IsRemoved || region.IsLeaving ? false : null;
        }

        try
        {
            return _leases.TryFind(ticket, out LeaseRecord record) && record.State.IsHeld
                && (record.Expiry == 0 || record.Expiry > Stopwatch.GetTimestamp());
        }
        finally
        {
            region.Mutex.Release();
        }
    }

    /// <summary>Waits until nothing waits and nothing is leased.</summary>
    /// <returns>False when the deadline passed.</returns>
    public bool TryWaitUntilDone(MessageList list, Deadline deadline, CancellationToken cancellation)
    {
        DoneAttempt attempt = new(region, this, list);
        return Waiter.Until(region, list.Done, ref attempt, deadline, cancellation);
    }

    /// <summary>Drops what was given back. Inside the mutex; the region must be repaired next.</summary>
    public void DropReturned() => _leases.DropReturned();

    /// <summary>
    /// After something was taken or confirmed, outside the mutex, leaving which was a full barrier: tells those who
    /// wait until all is done, and, if nothing more will come, the receivers who waited for what might come back.
    /// </summary>
    public void WakeIfDone(MessageList list)
    {
        if (list.IsEmpty && Leases == 0 && MayLease)
        {
            EventCount.WakeAll(list.Done);
            if (list.IsCompleted)
            {
                EventCount.WakeAll(list.Items);
            }
        }
    }

    // While messages are leased, whoever receives sees to it that those of the dead, and those whose time is up, come
    // first in line.
    private void LookAfterLeases(MessageList list, Deadline deadline, CancellationToken cancellation)
    {
        if (LeaseLog.LeasedIn(Leases) > 0 && region.WatchPeers() == PeerState.FoundDead)
        {
            region.RecoverDead(deadline, cancellation);
        }

        if (!MayLease || !_leases.HasExpired || !region.AcquireMutex(deadline, cancellation))
        {
            return;
        }

        int count;
        try
        {
            count = _leases.ReturnExpired();
        }
        finally
        {
            region.Mutex.Release();
        }

        if (count > 0)
        {
            EventCount.Wake(list.Items, count);
        }
    }

    private static void TakeReturned(LeaseLog leases, in LeaseRecord record, IBufferWriter<byte>? output)
    {
        if (output is not null)
        {
            leases.Copy(record, output);
        }

        leases.Finish(record);
    }

    private struct Leasing(Region region, LeaseLog leases, LoanTable loans, MessageBuffer output, TimeSpan length) : ITaking
    {
        public readonly bool Takes => true;

        public LeaseTicket Ticket { get; private set; }

        public NextReferences? Next { get; private set; }

        public readonly MessageBuffer? Output => output;

        /// <summary>Whether no lease before runs out as early.</summary>
        public bool IsEarliest { get; private set; }

        public readonly void Prepare() => Next?.Open();

        public int Take(MessageList list)
        {
            if (!TryFindNext(list, leases, out MessageList front, out bool returned, out LeaseRecord record))
            {
                return 0;
            }

            if (!returned && loans.IsUsed && front.IsLoanNext)
            {
                throw NoLeaseOfLoan(region);
            }

            ReadOnlySpan<byte> references = returned ? leases.ReferencesIn(record) : front.PeekReferences();
            if (!references.IsEmpty && !(Next ??= new NextReferences()).Covers(references))
            {
                return 0;
            }

            long before = leases.NextExpiry;
            long expiry = Deadline.TimestampAfter(length);
            if (returned)
            {
                Ticket = leases.TakeReturned(record, output, expiry);
            }
            else if (TryTake(front, expiry, out LeaseTicket ticket))
            {
                Ticket = ticket;
            }
            else
            {
                throw new IpcException(
                    IpcError.NoSpace,
                    $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes, so nothing can be leased. "
                        + "Receive without a lease, or confirm what is leased.");
            }

            IsEarliest = leases.NextExpiry != before;
            return 1;
        }

        // What is leased is written once more before it is taken from the queue, which may be what fills the memory.
        private readonly bool TryTake(MessageList list, long expiry, out LeaseTicket ticket)
        {
            try
            {
                return leases.TryTake(list, output, expiry, out ticket);
            }
            catch (IpcException e) when (e.Error == IpcError.NoSpace)
            {
                throw new IpcException(
                    IpcError.NoSpace,
                    $"A lease of the {region.Describe()} needs room for the message once more, and there is none. Nothing "
                        + $"was taken. Receive without a lease, or confirm what is leased. {e.Message}",
                    e);
            }
        }
    }

    private struct DoneAttempt(Region region, MessagePort port, MessageList list) : IAttempt
    {
        private readonly bool IsDone => list.IsEmpty && port.Leases == 0;

        // What was seen from outside may be of two moments.
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (!IsDone || !region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            bool done = IsDone;
            region.Mutex.Release();
            return done;
        }
    }
}
