namespace Ipc;

/// <summary>A typed array of fixed length, with a lock of its own unless made without.</summary>
public interface IIpcArray : IIpcLock
{
    /// <summary>How many elements there are.</summary>
    int Length { get; }

    /// <summary>The type of the elements.</summary>
    Type ElementType { get; }

    /// <summary>Copies elements, of the element type or of what converts to it, into the array.</summary>
    /// <param name="source">What to copy; no longer than the array from the index on.</param>
    /// <param name="index">Where the first of them goes; from 0.</param>
    void CopyFrom(Array source, int index = 0);

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    Array ToArrayObject();
}
