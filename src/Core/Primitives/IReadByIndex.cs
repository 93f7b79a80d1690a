namespace Ipc.Primitives;

/// <summary>What a dynamic language reads and sets by an index: see <see cref="IndexedReads"/>.</summary>
internal interface IReadByIndex
{
    /// <summary>Throws when it has ended, unless it is asked for what is there all the same.</summary>
    /// <param name="member">The property that is to be read.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/>.</exception>
    void ThrowIfEnded(string member);

    /// <summary>What stands at an index, or at each of several.</summary>
    object? ReadAt(object? index);

    /// <summary>Sets what stands at an index, or at each of several.</summary>
    void WriteAt(object? index, object? value);
}
