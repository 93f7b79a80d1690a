using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc;

/// <summary>One of those who wait for each other: what it holds, and what it waits for.</summary>
public sealed class IpcDeadlockMember
{
    internal IpcDeadlockMember()
    {
    }

    /// <summary>The process; null for one of another pid namespace (container), whose id means nothing here.</summary>
    public int? ProcessId => Holder.ProcessId;

    /// <summary>What the process is called, as <c>ps</c> shows it; null when it is not known.</summary>
    public string? ProcessName => Holder.ProcessName;

    /// <summary>The id of the runspace within the process; null when the owner is none, but a thread.</summary>
    public int? Runspace => Holder.Runspace;

    /// <summary>Since when it holds what it holds; null when nobody noted it.</summary>
    public DateTime? Since => Holder.Since;

    /// <summary>
    /// The name or id of the object whose lock it holds, and for which the member before it in the cycle waits.
    /// </summary>
    public string Holds { get; internal init; } = "";

    /// <summary>What that object is.</summary>
    public IpcKind HoldsKind { get; internal init; }

    /// <summary>The name or id of the object whose lock it waits for, which the next member holds.</summary>
    public string WaitsFor { get; internal init; } = "";

    /// <summary>What that object is.</summary>
    public IpcKind WaitsForKind { get; internal init; }

    /// <summary>Who it is, and since when it holds what it holds.</summary>
    public IpcHolder Holder { get; internal init; } = new();

    /// <inheritdoc/>
    public override string ToString() => Describe(Holder.Process);

    internal string DescribeOwner() => Describe(
        Holder.Runspace is { } runspace ? $"{Holder.Process}, runspace {runspace},"
        : Holder.Owner is { } thread ? $"{Holder.Process}, thread {thread},"
        : Holder.Process);

    private string Describe(string who) =>
        $"{who} holds {NameOf(HoldsKind, Holds)} and waits for {NameOf(WaitsForKind, WaitsFor)}";

    private static string NameOf(IpcKind kind, string id) => $"{KindTable.NameOf(kind)} '{id}'";
}
