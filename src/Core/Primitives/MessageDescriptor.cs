using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What the kinds have in common that hold message lists: one for a queue, two for a pipe.</summary>
/// <typeparam name="T">The kind's class.</typeparam>
/// <typeparam name="TSpec">What it is made of.</typeparam>
internal abstract class MessageDescriptor<T, TSpec>(uint lists) : ObjectDescriptor<T, TSpec>
    where T : IpcObject
    where TSpec : IpcSpec
{
    // Where nothing grows by more than this, address space is the only cost. Falls back to less where that is limited.
    public override long Reserve => 1L << 36;

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        for (int i = 0; i < lists; i++)
        {
            new MessageList(region, i).WakeEveryone();
        }
    }

    public override void Repair(Region region)
    {
        ChunkPool pool = new(region);
        long most = (region.Size - RegionLayout.Data) / ChunkPool.ChunkSize;
        if (pool.Count < lists || pool.Count > most || !region.Reaches(region.Size))
        {
            throw region.Corrupt($"{pool.Count} chunks where there is room for {most}");
        }

        bool[] used = new bool[pool.Count];
        for (int i = 0; i < lists; i++)
        {
            new MessageList(region, i).Repair(used);
        }

        MarkMore(region, used);
        pool.Rebuild(used);
    }

    public override bool FindReference(Region region, ReferenceMatch match)
    {
        for (int i = 0; i < lists; i++)
        {
            if (new MessageList(region, i).FindReference(match))
            {
                return true;
            }
        }

        return false;
    }

    protected override void Initialise(Region region, TSpec spec)
    {
        new ChunkPool(region).Initialise(lists);
        for (uint i = 0; i < lists; i++)
        {
            new MessageList(region, (int)i).Initialise(i);
        }
    }

    /// <summary>Repairs what else the kind keeps in chunks, and marks them. Inside the mutex.</summary>
    protected virtual void MarkMore(Region region, bool[] used)
    {
    }
}
