using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A pool, or the name of one.</summary>
public sealed class PoolArgument : IRefusableArgument
{
    private readonly IpcPool? _pool;
    private readonly string? _name;
    private object? _refused;

    /// <summary>A pool.</summary>
    public PoolArgument(IpcPool pool) => _pool = pool;

    /// <summary>The name of a pool of this session.</summary>
    public PoolArgument(string name) => _name = name;

    /// <summary>The pool itself.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>.</exception>
    /// <exception cref="InvalidCastException">What was passed is neither a pool nor a name.</exception>
    internal IpcPool Resolve() => _refused is not null ? throw RefusedValue.Error(_refused, "a pool", Hint()) : _pool
        ?? PoolRegistry.Find(WildcardPattern.Escape(_name ?? "")).FirstOrDefault()
        ?? throw PoolRegistry.NotFound(_name ?? "");

    void IRefusableArgument.Refuse(object? given) => _refused = given ?? "";

    private string? Hint() =>
        _refused is PSObject copy && copy.TypeNames.Contains($"Deserialized.{typeof(IpcPool).FullName}")
        ? "It is the caller's: a pool belongs to the session that made it. Inside an item or a worker leave -Pool out "
            + "(-ThrottleLimit says how many workers), or make a pool there with New-IpcPool."
        : null;

    /// <inheritdoc/>
    public override string ToString() => _pool?.Name ?? _name ?? "";
}
