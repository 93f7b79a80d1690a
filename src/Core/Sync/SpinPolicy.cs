namespace Ipc.Sync;

/// <summary>
/// How a waiter looks before it sleeps, which costs both sides a system call: a number of times, with a pause before
/// each. Now and then it gives its processor to whoever else wants it instead, since that may be the one it waits for.
/// </summary>
/// <param name="Looks">How often it looks in all.</param>
/// <param name="Pause">How long it waits before a look, in units of about 50 ns.</param>
/// <param name="YieldEvery">Before every how many looks it gives the processor up instead; 0 for none.</param>
internal readonly record struct SpinPolicy(int Looks, int Pause, int YieldEvery)
{
    private static readonly bool s_alone = Environment.ProcessorCount == 1;

    /// <summary>Sleeps at once.</summary>
    public static SpinPolicy None => default;

    /// <summary>
    /// The answer is on its way, in some tens of microseconds if the other side is a script: every look counts.
    /// </summary>
    public static SpinPolicy ForAnswer { get; } = s_alone ? None : new(1000, 1, 0);

    /// <summary>
    /// Many are on their way, or much room: with long pauses the other side gets on in the meantime, and neither takes
    /// the same lines of memory from the other for each single message.
    /// </summary>
    public static SpinPolicy ForMany { get; } = new(30, 20, 5);

    /// <summary>Somebody is inside for a short moment, with nothing else to do for us.</summary>
    public static SpinPolicy ForTurn { get; } = new(60, 1, 20);

    /// <summary>Who is inside has done what we looked for, and only has to leave.</summary>
    public static SpinPolicy ForExit { get; } = s_alone ? None : new(50, 1, 0);

    /// <summary>More parties than processors: they need the one that we have.</summary>
    public static SpinPolicy ForOthers { get; } = new(4, 0, 1);

    /// <summary>Lets a moment pass before a look.</summary>
    /// <param name="look">Which one, from 0.</param>
    /// <returns>False when there have been enough.</returns>
    public bool Goes(int look)
    {
        if (look >= Looks)
        {
            return false;
        }

        if (YieldEvery > 0 && look % YieldEvery == YieldEvery - 1)
        {
            Thread.Yield();
        }
        else if (!s_alone)
        {
            Thread.SpinWait(Pause);
        }

        return true;
    }
}
