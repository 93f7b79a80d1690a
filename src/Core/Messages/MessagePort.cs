using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// Sending to and receiving from message lists, with waiting. Bytes are copied inside the region's mutex; encoding and
/// decoding happen outside.
/// </summary>
internal sealed partial class MessagePort(Region region, IPortPolicy policy)
{
    // What one call takes at the most when there is much: a buffer has an end, and what was taken must fit.
    private const long LargestBatch = 1L << 28;

    private readonly bool _isPipeEnd = policy.IsPipeEnd;
    private readonly bool _trims = policy.Trims;

    private SpinPolicy ForItems => _isPipeEnd ? SpinPolicy.ForAnswer : SpinPolicy.ForMany;

    /// <summary>Waits for a message and receives it, or several if they are there.</summary>
    /// <param name="list">Where from.</param>
    /// <param name="output">Where the bytes go, one message after the other; null to drop them.</param>
    /// <param name="lengths">The length of each message received is added here; null for one message.</param>
    /// <param name="most">How many to receive at the most.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended.</returns>
    public IpcReceiveResult TryReceive(
        MessageList list, IBufferWriter<byte>? output, List<int>? lengths, int most, Deadline deadline, CancellationToken cancellation)
    {
        SpinPolicy spin = ForItems;
        if (lengths is null && output is not null)
        {
            if (TryReceiveNow(list, output))
            {
                return IpcReceiveResult.Received;
            }

            if (list.IsEmpty && !deadline.IsNow)
            {
                if (ComesSoon(list, spin) && TryReceiveSoon(list, output))
                {
                    return IpcReceiveResult.Received;
                }

                spin = list.IsEmpty ? SpinPolicy.None : spin; // It has looked long enough: sleep is next.
            }
        }

        return ReceiveSlowly(list, output, lengths, most, spin, deadline, cancellation);
    }

    // The usual case, without anything that throws inside: there is a message in one piece that fits into what the
    // buffer has, nothing is leased, and the mutex is free.
    private bool TryReceiveNow(MessageList list, IBufferWriter<byte> output)
    {
        region.ThrowIfEnded();
        if (list.IsEmpty || Leases != 0)
        {
            return false;
        }

        Span<byte> room = output.GetSpan();
        if (!region.Mutex.TryAcquire())
        {
            return false;
        }

        int length = !region.IsLeaving && Leases == 0 ? list.Front.TryTakeHere(room) : -1;
        region.ReleaseMutexOrWithdraw();
        if (length < 0)
        {
            return false;
        }

        output.Advance(length);
        EventCount.Wake(list.Space, _isPipeEnd ? int.MaxValue : 1);
        WakeIfDone(list);
        return true;
    }

    // Who sent it is still inside when it is seen: the short path is worth waiting for.
    private bool TryReceiveSoon(MessageList list, IBufferWriter<byte> output)
    {
        for (int i = 0; region.Mutex.Owner != 0 && SpinPolicy.ForExit.Goes(i); i++)
        {
        }

        return TryReceiveNow(list, output);
    }

    // What comes while we look is received on the short path, too.
    private bool ComesSoon(MessageList list, SpinPolicy spin)
    {
        for (int i = 0; list.IsEmpty && Leases == 0 && !policy.NoMoreComes; i++)
        {
            if (!spin.Goes(i))
            {
                return false;
            }
        }

        return !list.IsEmpty;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IpcReceiveResult ReceiveSlowly(
        MessageList list,
        IBufferWriter<byte>? output,
        List<int>? lengths,
        int most,
        SpinPolicy spin,
        Deadline deadline,
        CancellationToken cancellation)
    {
        IpcReceiveResult result = IpcReceiveResult.TimedOut;
        Receiving taking = new(MayLease ? _leases : null, MayLease ? _loans : null, output, lengths, most, deadline.IsNow ? null : output as MessageBuffer);
        try
        {
            result = Receive(list, ref taking, spin, deadline, cancellation);
        }
        finally
        {
            taking.Next?.Dispose();
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
        EventCount.Wake(word);
    }

    private IpcReceiveResult Receive<T>(
        MessageList list, ref T taking, SpinPolicy spin, Deadline deadline, CancellationToken cancellation)
        where T : struct, ITaking
    {
        while (true)
        {
            region.ThrowIfEnded();
            LookAfterLeases(list, deadline, cancellation);
            bool closed = policy.NoMoreComes; // Read before looking: what was sent before the end is received.
            bool empty = list.IsEmpty;
            ulong leases = Leases; // Read after looking: what is leased is counted before it is taken from the list.
            if (!empty || LeaseLog.ReturnedIn(leases) > 0)
            {
                taking.Prepare();
                if (!region.AcquireMutex(deadline, cancellation))
                {
                    return IpcReceiveResult.TimedOut;
                }

                int taken = 0;
                try
                {
                    taken = taking.Take(list);
                }
                finally
                {
                    region.Mutex.Release();
                }

                if (taken > 0)
                {
                    if (taking.Takes)
                    {
                        EventCount.Wake(list.Space, _isPipeEnd ? int.MaxValue : taken);
                        WakeIfDone(list);
                    }

                    taking.Next?.HandOver(region, taking.Output);
                    return IpcReceiveResult.Received;
                }

                continue;
            }

            if (closed && LeaseLog.LeasedIn(leases) == 0)
            {
                return IpcReceiveResult.Closed;
            }

            // SYNC POINT lease-time: the attempt, made after preparing, compares this with the time as it is then.
            long expiry = NextExpiry;
            ItemAttempt attempt = new(this, list, expiry);
            if (!Waiter.Until(region, list.Items, ref attempt, deadline.OrAt(expiry), cancellation, spin) && deadline.HasPassed)
            {
                return IpcReceiveResult.TimedOut;
            }
        }
    }

    private static int TakeMany(
        MessageList list,
        LeaseLog? leases,
        LoanTable? loans,
        IBufferWriter<byte>? output,
        List<int>? lengths,
        int most,
        ref NextReferences? next)
    {
        int taken = 0;
        long bytes = 0;
        while (taken < most)
        {
            if (!TryFindNext(list, leases, out MessageList front, out bool returned, out LeaseRecord record))
            {
                break;
            }

            if (loans is { IsUsed: true })
            {
                loans.Sweep();
            }

            if (!returned && loans is { IsUsed: true } && front.IsLoanNext)
            {
                return taken > 0 ? taken : TakeLoan(front, loans, output, lengths); // By itself: it is no bytes.
            }

            int length = returned ? leases!.LengthOf(record) - leases.ReferencesOf(record) : front.PeekLength();
            bytes += length;
            if (taken > 0 && bytes > LargestBatch)
            {
                break;
            }

            ReadOnlySpan<byte> references = returned ? leases!.ReferencesIn(record) : front.PeekReferences();
            if (!references.IsEmpty && !(next ??= new NextReferences()).Covers(references))
            {
                break; // What it refers to is opened first. What was taken so far is enough for now.
            }

            if (returned)
            {
                TakeReturned(leases!, record, output);
            }
            else
            {
                front.TryTake(output);
            }

            lengths?.Add(length);
            taken++;
            CrashPoint.Reach(CrashStep.BatchReceived);
        }

        return taken;
    }

    /// <summary>
    /// What comes next: a message that was given back, or the first of a list. Of one level, what was given back comes first.
    /// </summary>
    private static bool TryFindNext(
        MessageList list, LeaseLog? leases, out MessageList front, out bool isReturned, out LeaseRecord record)
    {
        front = list.Front;
        isReturned = leases is { } some && LeaseLog.ReturnedIn(some.Counts) > 0;
        record = isReturned ? leases!.FindReturned(list.HasLevels) : default;
        isReturned = isReturned && (front.IsEmpty || record.Level >= front.Level);
        return isReturned || !front.IsEmpty;
    }

    private interface ITaking
    {
        /// <summary>Does what is better done before, outside of the mutex.</summary>
        void Prepare();

        /// <summary>Takes what is there, inside the mutex.</summary>
        /// <returns>How many messages; none when others were faster, or something is to be prepared.</returns>
        int Take(MessageList list);

        /// <summary>Whether what it takes is gone from the list.</summary>
        bool Takes { get; }

        /// <summary>What the next message refers to; null while none did.</summary>
        NextReferences? Next { get; }

        /// <summary>What reads the messages; null for who only gets bytes.</summary>
        MessageBuffer? Output { get; }
    }

    // With a buffer for arrays it looks at the message, and comes again when that has an array for it.
    private struct Receiving(
        LeaseLog? leases, LoanTable? loans, IBufferWriter<byte>? output, List<int>? lengths, int most, MessageBuffer? arrays)
        : ITaking
    {
        private NextReferences? _next;

        public readonly bool Takes => true;

        public readonly NextReferences? Next => _next;

        public readonly MessageBuffer? Output => output as MessageBuffer;

        public readonly void Prepare()
        {
            arrays?.MakeArray();
            _next?.Open();
        }

        public int Take(MessageList list) =>
            arrays is not null && list.Front.WantsArray(arrays) ? 0 : TakeMany(list, leases, loans, output, lengths, most, ref _next);
    }

    // Ends, too, when a lease appears that runs out earlier than any before: the sleep must be shorter.
    private struct ItemAttempt(MessagePort port, MessageList list, long expiry) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (!list.IsEmpty || port.NextExpiry != expiry)
            {
                return true;
            }

            ulong leases = port.Leases;
            return LeaseLog.ReturnedIn(leases) > 0 || (LeaseLog.LeasedIn(leases) == 0 && port.NoMoreComes);
        }
    }
}
