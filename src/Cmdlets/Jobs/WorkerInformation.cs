namespace Ipc.Commands;

/// <summary>What <c>$IpcWorker</c> tells a script about the worker it runs in.</summary>
public sealed class WorkerInformation
{
    internal WorkerInformation()
    {
    }

    /// <summary>The worker's name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Its number among those started together, from 0.</summary>
    public int Index { get; internal init; }

    /// <summary>How many were started together.</summary>
    public int Count { get; internal init; }

    /// <summary>The process that started it.</summary>
    public int ParentId { get; internal init; }

    /// <summary>Its own process.</summary>
    public int Id { get; internal init; }

    /// <summary>The worker's name.</summary>
    public override string ToString() => Name;
}
