using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// What the kinds have in common that hold message lists: one for a queue, or one for each priority, two for a pipe.
/// </summary>
/// <typeparam name="T">The kind's class.</typeparam>
/// <typeparam name="TSpec">What it is made of.</typeparam>
internal abstract class MessageDescriptor<T, TSpec>(int lists) : ObjectDescriptor<T, TSpec>
    where T : IpcObject
    where TSpec : IpcSpec
{
    private readonly int[] _lists = [.. Enumerable.Range(0, lists)];

    // Where nothing grows by more than this, address space is the only cost. Falls back to less where that is limited.
    public override long Reserve => 1L << 36;

    public override int SleeperAt(long word) => ((word - MessageList.At(0)) % MessageList.Size) switch
    {
        MessageList.ItemsAt => SleeperCounts.ToReceive,
        MessageList.SpaceAt => SleeperCounts.ToSend,
        MessageList.DoneAt => SleeperCounts.UntilDone,
        _ => -1,
    };

    /// <summary>The same with those who wait for messages, for room, or until all is done.</summary>
    protected static ObjectFacts WithSleepers(ObjectFacts facts, in RegionView view) =>
        facts.WithSleepers(view, "waiting to receive", "waiting to send", "waiting until done");

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        foreach (int i in Lists(region))
        {
            new MessageList(region, i).WakeEveryone();
        }
    }

    public override void Repair(Region region)
    {
        ChunkPool pool = new(region);
        long most = (region.Size - RegionLayout.Data) / ChunkPool.ChunkSize;
        if (pool.Count < Lists(region).Length || pool.Count > most || !region.Reaches(region.Size))
        {
            throw region.Corrupt($"{pool.Count} chunks where there is room for {most}");
        }

        bool[] used = new bool[pool.Count];
        foreach (int i in Lists(region))
        {
            new MessageList(region, i).Repair(used);
        }

        MarkMore(region, used);
        pool.Rebuild(used);
    }

    public override bool FindReference(Region region, ReferenceMatch match)
    {
        foreach (int i in Lists(region))
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
        int[] all = Lists(region);
        new ChunkPool(region).Initialise((uint)all.Length);
        for (int i = 0; i < all.Length; i++)
        {
            new MessageList(region, all[i]).Initialise((uint)i);
        }
    }

    /// <summary>The numbers of its lists.</summary>
    protected virtual int[] Lists(Region region) => _lists;

    /// <summary>Repairs what else the kind keeps in chunks, and marks them. Inside the mutex.</summary>
    protected virtual void MarkMore(Region region, bool[] used)
    {
    }
}
