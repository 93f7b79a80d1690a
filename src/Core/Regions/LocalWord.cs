using System.Runtime.InteropServices;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// A word like those in shared memory, but of this process alone: by it a sleeper is told of what happens here. Freed
/// when nobody refers to it any more, so whoever is late wakes nobody.
/// </summary>
internal sealed unsafe class LocalWord
{
    private readonly uint* _address = (uint*)NativeMemory.AllocZeroed(64);

    ~LocalWord() => NativeMemory.Free(_address);

    /// <summary>Whoever sleeps on it keeps this object alive.</summary>
    public Cell32 Word => new(_address);

    /// <summary>What the sleeper is told of has been changed before.</summary>
    public void WakeAll()
    {
        Interlocked.MemoryBarrier();
        EventCount.WakeAll(Word);
        GC.KeepAlive(this);
    }
}
