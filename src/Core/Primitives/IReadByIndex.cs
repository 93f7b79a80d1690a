namespace Ipc.Primitives;

/// <summary>What a dynamic language reads and sets by an index: see <see cref="IndexedReads"/>.</summary>
internal interface IReadByIndex
{
    /// <summary>What stands at an index, or at each of several.</summary>
    object? ReadAt(object? index);

    /// <summary>Sets what stands at an index, or at each of several.</summary>
    void WriteAt(object? index, object? value);
}
