namespace Ipc;

/// <summary>An event to be made.</summary>
public sealed record IpcEventSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Event;

    /// <summary>Whether it is set at first.</summary>
    public bool Set { get; init; }

    /// <summary>Whether it lets one waiter through and is reset by it.</summary>
    public bool AutoReset { get; init; }
}
