using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Sync;

namespace Ipc;

/// <summary>Messages that are written and read in place.</summary>
public sealed partial class IpcQueue
{
    /// <summary>
    /// Lends memory of the queue to this process, to be written in place and sent without a copy: however many bytes
    /// they are, handing them over takes as long as a small message.
    /// </summary>
    /// <param name="bytes">How many; one or more. What stands there is not cleared.</param>
    /// <returns>To be sent (<see cref="IpcLoan.Send()"/>, or <see cref="IpcChannel.Send(object)"/>) or disposed of.</returns>
    /// <remarks>
    /// Memory comes in parts of 32 KiB; a small message is better sent as one. What was lent before and has come back is
    /// lent again, and costs nothing but the stores that say so.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one byte.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NoSpace"/>, <see cref="IpcError.Closed"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    public IpcLoan Loan(long bytes)
    {
        ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, IpcMemory.MaximumSize);
        if (QueueDescriptor.HasLevels(Region))
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"The {Region.Describe()} has priorities, and lends no memory. Lend it from a queue without, and send what says "
                    + "so through this one.");
        }

        IpcLoan loan = (IpcLoan)ToLoan(Port.Lend(bytes));
        GC.KeepAlive(this);
        return loan;
    }

    /// <summary>How many loans processes have, to write or to read them. Only a hint: it may change at once.</summary>
    public int LentCount => (int)Math.Min(int.MaxValue, Port.LentCount);

    internal bool TrySendLoan(in LoanTicket ticket, Deadline deadline, CancellationToken cancellation) =>
        Port.TrySendLoan(_list, ticket, deadline, cancellation);

    private protected override object ToLoan(HeldLoan held)
    {
        try
        {
            return new IpcLoan(this, held);
        }
        catch
        {
            held.Return(); // Nobody has it.
            throw;
        }
    }

    private protected override bool TrySendLoan(IpcLoan loan, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return loan.Queue.Region == Region
            ? loan.TrySend(timeout, cancellation)
            : base.TrySendLoan(loan, timeout, cancellation);
    }
}
