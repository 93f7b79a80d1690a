using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// A loan that this process has, to write or to read it, with a handle to the region of its own: what was lent stays
/// open when the queue is closed. Safe for several threads.
/// </summary>
internal sealed class HeldLoan
{
    // Somebody may be paused inside. Then whoever lends next, or receives and has to look twice, makes it free.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly LoanTable _table;
    private int _ended;

    /// <param name="region">Of the queue.</param>
    /// <param name="table">Its loans.</param>
    /// <param name="ticket">Which one.</param>
    /// <param name="at">Where the bytes stand in the region.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/>: this process has just closed the queue.</exception>
    public HeldLoan(Region region, LoanTable table, in LoanTicket ticket, long at)
    {
        Region = region;
        _table = table;
        Ticket = ticket;
        At = at;
        if (!region.TryAddHandle())
        {
            throw new IpcException(IpcError.Closed, $"The {region.Describe()} was closed in this process.");
        }

        region.NoteLent();
    }

    public Region Region { get; }

    public LoanTicket Ticket { get; }

    /// <summary>Where the bytes stand in the region.</summary>
    public long At { get; }

    /// <summary>Whether it is this process's, as its entry says at this moment.</summary>
    public bool IsHeld
    {
        get
        {
            try
            {
                return _table.IsHeld(Ticket);
            }
            catch (IpcException)
            {
                return false; // Damaged.
            }
        }
    }

    /// <summary>Has the system map the bytes here at once. Outside of the mutex.</summary>
    public void Touch()
    {
        if (Region.Local<TouchedRuns>().TryAdd(At, Ticket.Length))
        {
            Region.Populate(At, Ticket.Length);
        }
    }

    /// <summary>It was sent, and is nothing of this process's any more.</summary>
    public void Forget()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            Region.ReleaseHandle();
        }
    }

    /// <summary>Gives it back. Never fails, and waits for a moment at the most.</summary>
    public void Return()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        try
        {
            if (!Region.HasEnded && _table.TryReturn(Ticket) && Region.TryAcquireMutexUncancelled(s_patience))
            {
                try
                {
                    _table.Sweep();
                }
                finally
                {
                    Region.Mutex.Release();
                }
            }
        }
        catch (IpcException)
        {
            // Damaged, or left by this process meanwhile. Giving back has nobody to tell.
        }
        finally
        {
            Region.ReleaseHandle();
        }
    }
}
