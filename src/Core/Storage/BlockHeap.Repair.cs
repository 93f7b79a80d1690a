using Ipc.Messages;

namespace Ipc.Storage;

/// <summary>What <see cref="HeapMarks"/> puts right. Inside the mutex.</summary>
internal sealed partial class BlockHeap
{
    /// <summary>Empties all lists.</summary>
    public void ForgetAll()
    {
        _idle.Value = 0;
        _idleCount.Value = 0;
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            Open(sizeClass).Value = 0;
        }
    }

    /// <summary>Makes the lists of a slab anew.</summary>
    /// <param name="chunk">The slab.</param>
    /// <param name="sizeClass">The size of its blocks.</param>
    /// <param name="used">How many are in use.</param>
    /// <param name="isUsed">Which are.</param>
    public void Adopt(uint chunk, int sizeClass, int used, Func<int, bool> isUsed)
    {
        if (used == 0)
        {
            MakeIdle(chunk);
            return;
        }

        long slab = ChunkAt(chunk);
        int units = SizeClasses.SizeOf(sizeClass) / Unit;
        int blocks = SizeClasses.BlocksIn(sizeClass);
        uint free = 0;
        for (int i = blocks - 1; i >= 0; i--)
        {
            int within = (SlabHeader / Unit) + (i * units);
            if (!isUsed(within))
            {
                _region.Word(slab + ((long)within * Unit)).Value = free;
                free = (uint)within;
            }
        }

        _region.Word(slab + FreeAt).Value = free;
        _region.Word(slab + FreshAt).Value = (uint)((SlabHeader / Unit) + (blocks * units));
        _region.Word(slab + UsedAt).Value = (uint)used;
        if (used < blocks)
        {
            Link(chunk, Open(sizeClass));
        }
    }

    /// <summary>A chunk that is used as a whole, or idle.</summary>
    public void AdoptWhole(uint chunk, bool isIdle)
    {
        if (isIdle)
        {
            MakeIdle(chunk);
        }
    }
}
