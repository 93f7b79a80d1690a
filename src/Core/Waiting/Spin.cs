namespace Ipc.Waiting;

/// <summary>
/// How a waiter looks before it sleeps, which costs both sides a system call: first while it keeps its processor, then giving the
/// processor to whoever else wants it, each time before it looks again.
/// </summary>
/// <param name="Looks">How often it looks while it keeps the processor.</param>
/// <param name="Pause">How long it waits before each of these looks, in units of about 50 ns.</param>
/// <param name="Yields">How often it gives the processor up before it looks.</param>
internal readonly record struct Spin(int Looks, int Pause, int Yields)
{
    /// <summary>Sleeps at once.</summary>
    public static Spin None => default;

    /// <summary>The answer is on its way: every look counts.</summary>
    public static Spin ForAnswer { get; } = On(new(200, 1, 0));

    /// <summary>
    /// Many are on their way, or much room: with long pauses the other side gets on in the meantime, and neither takes the same lines of
    /// memory from the other for each single message.
    /// </summary>
    public static Spin ForMany { get; } = On(new(8, 20, 4));

    /// <summary>Somebody is inside for a short moment, with nothing else to do for us.</summary>
    public static Spin ForTurn { get; } = On(new(50, 1, 2));

    /// <summary>More parties than processors: they need the one that we have.</summary>
    public static Spin ForOthers { get; } = new(0, 0, 4);

    /// <summary>Lets a moment pass before a look.</summary>
    /// <param name="look">Which one, from 0.</param>
    /// <returns>False when there have been enough.</returns>
    public bool Goes(int look)
    {
        if (look < Looks)
        {
            Thread.SpinWait(Pause);
            return true;
        }

        if (look < Looks + Yields)
        {
            Thread.Yield();
            return true;
        }

        return false;
    }

    // With one processor nobody else can do what we wait for while we keep it.
    private static Spin On(Spin spin) => Environment.ProcessorCount > 1 ? spin : spin with { Looks = 0 };
}
