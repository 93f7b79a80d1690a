namespace Ipc.Commands;

/// <summary>A semaphore, or the name of one.</summary>
public sealed class SemaphoreArgument
{
    private readonly IpcSemaphore? _semaphore;
    private readonly string? _name;

    /// <summary>A live semaphore.</summary>
    public SemaphoreArgument(IpcSemaphore semaphore) => _semaphore = semaphore;

    /// <summary>The name of a semaphore.</summary>
    public SemaphoreArgument(string name) => _name = name;

    /// <summary>The live semaphore; opens it by name if need be.</summary>
    internal IpcSemaphore Resolve() => _semaphore ?? NamedObjects.Get(IpcKind.Semaphore, _name!, 0, IpcSemaphore.Open);

    /// <inheritdoc/>
    public override string ToString() => _semaphore?.ToString() ?? _name!;
}
