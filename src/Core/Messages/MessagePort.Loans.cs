using System.Buffers;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>Messages that are written and read in place, without a copy. Queues alone have this.</summary>
internal sealed partial class MessagePort
{
    private readonly LoanTable _loans = new(region);

    /// <summary>How many loans processes have.</summary>
    public long LentCount => MayLease ? _loans.Out : 0;

    /// <summary>Lends so many bytes to this process.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>: nothing can be sent any more; <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public HeldLoan Lend(long bytes)
    {
        region.ThrowIfEnded();
        region.RecoverDead(); // What they had borrowed is there to be lent again.
        try
        {
            return TryLend(bytes) ?? throw new IpcException(
                IpcError.NoSpace, $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes.");
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"{bytes:N0} bytes were not lent. {e.Message} Receive what was sent, and dispose of loans that are done with.",
                e);
        }
    }

    /// <summary>Waits for room and sends a loan of this process.</summary>
    /// <returns>False when the deadline passed; nothing was sent.</returns>
    public bool TrySendLoan(MessageList list, in LoanTicket ticket, Deadline deadline, CancellationToken cancellation)
    {
        bool sent = false;
        try
        {
            sent = SendLoan(list, ticket, deadline, cancellation);
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

    private HeldLoan? TryLend(long bytes)
    {
        region.AcquireMutex(Deadline.Never, CancellationToken.None);
        try
        {
            if (policy.WhyNotSend() is IpcException reason)
            {
                throw reason;
            }

            return _loans.TryLend(bytes, out LoanTicket ticket, out long at) ? new HeldLoan(region, _loans, ticket, at) : null;
        }
        finally
        {
            region.Mutex.Release();
        }
    }

    private bool SendLoan(MessageList list, LoanTicket ticket, Deadline deadline, CancellationToken cancellation)
    {
        int size = MessageList.RecordSize(LoanTicket.Size);
        while (true)
        {
            region.ThrowIfEnded();
            if (!region.AcquireMutex(deadline, cancellation))
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
                    sent = _loans.TrySend(list, ticket)
                        ? true
                        : throw new IpcException(
                            IpcError.NoSpace,
                            $"The {region.Describe()} cannot grow beyond {region.Limit:N0} bytes. Receive from it first.");
                }
            }
            finally
            {
                region.Mutex.Release();
            }

            if (sent)
            {
                EventCount.Wake(list.Items); // Leaving the mutex was a full barrier.
                return true;
            }

            RoomAttempt attempt = new(list, policy, size);
            if (!Waiter.Until(region, list.Space, ref attempt, deadline, cancellation, SpinPolicy.ForMany))
            {
                return false;
            }
        }
    }

    // One message: as a loan for who takes one, else as the bytes that were lent.
    private static int TakeLoan(MessageList list, LoanTable loans, IBufferWriter<byte>? output, List<int>? lengths)
    {
        if (output is MessageBuffer { TakesLoans: true } buffer)
        {
            buffer.Loan = loans.Take(list);
            return 1;
        }

        int length = loans.Copy(list, output);
        lengths?.Add(length);
        return 1;
    }

    private static IpcException NoLeaseOfLoan(Region region) => new(
        IpcError.NotSupported,
        $"The next message of the {region.Describe()} is memory that was lent for it, and that cannot be leased. Receive it "
            + "without a lease: this process holds it until it disposes of it, and if the process dies it is gone.");
}
