namespace Ipc.Commands;

/// <summary>A barrier, or the name of one.</summary>
public sealed class BarrierArgument
{
    private readonly IpcBarrier? _barrier;
    private readonly string? _name;

    /// <summary>A live barrier.</summary>
    public BarrierArgument(IpcBarrier barrier) => _barrier = barrier;

    /// <summary>The name of a barrier.</summary>
    public BarrierArgument(string name) => _name = name;

    /// <summary>The live barrier; opens it by name if need be.</summary>
    internal IpcBarrier Resolve() => _barrier ?? NamedObjects.Get(IpcKind.Barrier, _name!, 0, IpcBarrier.Open);

    /// <inheritdoc/>
    public override string ToString() => _barrier?.ToString() ?? _name!;
}
