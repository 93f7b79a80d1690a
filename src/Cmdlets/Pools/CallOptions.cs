namespace Ipc.Commands;

/// <summary>How a call is run.</summary>
internal sealed class CallOptions
{
    /// <summary>The most workers that take part, however many the pool has or will have.</summary>
    public required int ThrottleLimit { get; init; }

    public bool IsOrdered { get; init; }

    /// <summary>How many items are handed to a worker at once; 0 to be chosen by how long they take.</summary>
    public int BatchSize { get; init; }

    public TimeSpan? ItemTimeout { get; init; }

    /// <summary>Whether there is an -End block.</summary>
    public bool HasEnd { get; init; }

    /// <summary>Whether what has come says of which item it is, and when that is over.</summary>
    public bool TellsItems { get; init; }

    /// <summary>Whether secrets may be sent.</summary>
    public bool AllowsSecret { get; init; }

    /// <summary>How often an item is tried again after its worker died.</summary>
    public int Retry { get; init; }
}
