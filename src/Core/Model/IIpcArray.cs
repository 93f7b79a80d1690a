namespace Ipc;

/// <summary>A typed array of fixed length, with a lock of its own unless made without.</summary>
public interface IIpcArray : IIpcLock
{
    /// <summary>How many elements there are.</summary>
    int Length { get; }

    /// <summary>The type of the elements.</summary>
    Type ElementType { get; }

    /// <summary>Copies elements of exactly the element type to the start of the array.</summary>
    /// <param name="source">No longer than the array.</param>
    void CopyFrom(Array source);

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    Array ToArrayObject();
}
