using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A pool, or the name of one.</summary>
public sealed class PoolArgument
{
    private readonly IpcPool? _pool;
    private readonly string? _name;

    /// <summary>A pool.</summary>
    public PoolArgument(IpcPool pool) => _pool = pool;

    /// <summary>The name of a pool of this session.</summary>
    public PoolArgument(string name) => _name = name;

    /// <summary>The pool itself.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>.</exception>
    internal IpcPool Resolve() => _pool
        ?? PoolRegistry.Find(WildcardPattern.Escape(_name ?? "")).FirstOrDefault()
        ?? throw PoolRegistry.NotFound(_name ?? "");

    /// <inheritdoc/>
    public override string ToString() => _pool?.Name ?? _name ?? "";
}
