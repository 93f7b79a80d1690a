namespace Ipc.Commands;

/// <summary>
/// One input of a call, as far as the scheduler needs it: until what became of it has been delivered.
/// </summary>
/// <param name="size">How many bytes it takes on its way.</param>
internal class ScheduledItem(int size)
{
    /// <summary>Used once in this process.</summary>
    public long Id { get; private set; }

    /// <summary>Its place among the inputs of the call, from 0.</summary>
    public long Index { get; private set; }

    public int Size => size;

    /// <summary>Since when it waits.</summary>
    public TimeSpan AddedAt { get; set; }

    /// <summary>How many workers have died while they did it.</summary>
    public int Deaths { get; set; }

    /// <summary>Whether somebody wants it no more.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether it was stopped, for its call's time was over: what it had written is told, and no end.</summary>
    public bool IsPart { get; set; }

    /// <summary>Why it was not done; null if it was.</summary>
    public Failure? Loss { get; set; }

    /// <summary>An id for an item of a call, which are numbered from 1.</summary>
    public static long IdOf(int call, long number) => ((long)call << 40) | number;

    /// <summary>Which item of its call has an id, from 1.</summary>
    public static long NumberOf(long id) => id & ((1L << 40) - 1);

    /// <summary>Gives it its place. Once.</summary>
    public void Place(long id, long index) => (Id, Index) = (id, index);
}
