using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Tests.Core;

/// <summary>What a queue has held once and holds no more goes back to the system, for other objects to have.</summary>
public sealed class QueueMemoryTests
{
    // Two of them are more than what is kept.
    private static readonly int s_large = (int)Math.Max(100_000, ChunkPool.KeptBytes(RegionFolder.Default) * 9 / 16);

    // What is kept for the next messages, the page that stays of each other chunk, and what the last step of growth has
    // reserved.
    private static long MostKept => ChunkPool.KeptBytes(RegionFolder.Default)
        + (((5L * s_large) / ChunkPool.ChunkRoom) * RegionLayout.PageSize) + (260 * ChunkPool.ChunkSize);

    [Theory]
    [InlineData(100_000)]
    [Trait("Category", "Soak")]
    public void A_queue_that_has_been_emptied_gives_memory_back_and_takes_it_again(int size)
    {
        using IpcQueue queue = IpcQueue.Create();
        size = size == 0 ? s_large : size;
        int count = (int)(5L * s_large / size);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < count; i++)
            {
                Assert.True(queue.TrySendBytes(Message(size, i), TimeSpan.Zero));
            }

            Assert.InRange(Held(queue), (long)size * count, long.MaxValue);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(Message(size, i), Receive(queue));
            }

            Assert.InRange(Held(queue), 1, MostKept);
        }
    }

    [Theory]
    [InlineData(0)] // So large that two are more than what is kept.
    [InlineData(1000)]
    [Trait("Category", "Soak")]
    public void So_it_is_with_messages_of_other_sizes(int size) =>
        A_queue_that_has_been_emptied_gives_memory_back_and_takes_it_again(size);

    [Fact]
    public void Clearing_and_the_repair_after_a_death_give_memory_back_too()
    {
        using IpcQueue queue = IpcQueue.Create();
        Fill(queue);
        queue.Clear();
        Assert.InRange(Held(queue), 1, MostKept);

        Fill(queue);
        for (int i = 0; i < 5; i++)
        {
            queue.Region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50); // Somebody has died inside.
            Assert.Equal(Message(s_large, i), Receive(queue));
        }

        Assert.InRange(Held(queue), 1, MostKept);
        Fill(queue);
        Assert.Equal(Message(s_large, 0), Receive(queue));
    }

    [Fact]
    public void Leases_give_memory_back_as_well()
    {
        using IpcQueue queue = IpcQueue.Create();
        Fill(queue);
        List<IpcLease> leases = [];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(
                IpcReceiveResult.Received,
                queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out IpcLease? lease, TimeSpan.Zero, TimeSpan.FromHours(1)));
            leases.Add(lease!);
        }

        leases.ForEach(lease => lease.Confirm());
        Assert.InRange(Held(queue), 1, 2 * MostKept); // Each message was in the queue and in the log.
    }

    // An ordinary queue makes no system call for it: what it has held stays.
    [Fact]
    public void A_few_messages_keep_their_memory()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes(new byte[100_000], TimeSpan.Zero);
        long held = Held(queue);
        Receive(queue);
        Assert.Equal(held, Held(queue));
    }

    private static void Fill(IpcQueue queue)
    {
        for (int i = 0; i < 5; i++)
        {
            Assert.True(queue.TrySendBytes(Message(s_large, i), TimeSpan.Zero));
        }
    }

    private static byte[] Receive(IpcQueue queue)
    {
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(buffer, TimeSpan.Zero));
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Message(int size, int number)
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)(number + 1));
        return message;
    }

    private static long Held(IpcQueue queue)
    {
        Assert.Equal(0, Libc.statx(Libc.AT_FDCWD, queue.Region.Path, 0, Libc.STATX_BASIC_STATS, out Libc.Statx stat));
        return (long)stat.Blocks * 512;
    }
}
