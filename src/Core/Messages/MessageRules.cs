using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>The rules of kinds that hold message lists: one for a queue, two for a pipe.</summary>
internal abstract class MessageRules(uint lists) : RegionRules
{
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

    /// <summary>Repairs what else the kind keeps in chunks, and marks them. Inside the mutex.</summary>
    protected virtual void MarkMore(Region region, bool[] used)
    {
    }

    /// <summary>Derives from the slots how many processes hold each end, where there are ends. Inside the mutex.</summary>
    public virtual void Recount(Region region)
    {
    }

    public void Initialise(Region region)
    {
        new ChunkPool(region).Initialise(lists);
        for (uint i = 0; i < lists; i++)
        {
            new MessageList(region, (int)i).Initialise(i);
        }
    }
}
