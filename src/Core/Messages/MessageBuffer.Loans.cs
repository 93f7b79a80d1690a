namespace Ipc.Messages;

/// <summary>Messages that are loans: they are not copied, but held.</summary>
internal sealed partial class MessageBuffer
{
    /// <summary>Whether who receives into it takes a loan as one; else its bytes are copied.</summary>
    public bool TakesLoans { get; set; }

    /// <summary>
    /// The message, if it was a loan; then nothing is <see cref="Written"/>. Goes back with the buffer unless it is
    /// taken.
    /// </summary>
    public HeldLoan? Loan { get; set; }

    /// <summary>The loan, for the caller to give back; null for none.</summary>
    public HeldLoan? TakeLoan()
    {
        HeldLoan? loan = Loan;
        Loan = null;
        return loan;
    }

    private void ForgetLoan()
    {
        TakesLoans = false;
        TakeLoan()?.Return();
    }
}
