using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What has bytes in shared memory that are read and written in place.</summary>
internal interface IBytesOwner
{
    Region Region { get; }

    /// <summary>Where the first byte stands in the region.</summary>
    long DataAt { get; }

    /// <summary>What it is and is called, in the middle of a sentence.</summary>
    string Describe();

    /// <summary>Begins to use the bytes: they stay what they are until <see cref="EndUse"/>.</summary>
    /// <exception cref="IpcException">It has ended, or is not this process's any more.</exception>
    void BeginUse();

    void EndUse();
}
