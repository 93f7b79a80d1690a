namespace Ipc;

/// <summary>Something to be done once.</summary>
public sealed record IpcOnceSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Once;
}
