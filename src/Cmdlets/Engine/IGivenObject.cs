namespace Ipc.Commands;

/// <summary>An argument that stands for an object, or for what was passed instead of one.</summary>
internal interface IGivenObject
{
    /// <summary>What the user passed.</summary>
    object? Given { get; }
}
