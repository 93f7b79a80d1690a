namespace Ipc;

/// <summary>A block of bytes, with a recursive lock of its own.</summary>
public interface IIpcMemory : IIpcLock
{
    /// <summary>How many bytes there are.</summary>
    long Size { get; }

    /// <summary>Copies bytes into the memory.</summary>
    /// <param name="source">Whose bytes to copy: an array of bytes, or of other numbers as they lie in memory.</param>
    /// <param name="offset">Where the first of them goes; from 0.</param>
    void CopyFrom(Array source, long offset = 0);

    /// <summary>Copies bytes into an array of the caller's own, as many as it has.</summary>
    /// <param name="destination">An array of bytes, or of other numbers.</param>
    /// <param name="offset">Of the first byte to copy; from 0.</param>
    void CopyTo(Array destination, long offset = 0);
}
