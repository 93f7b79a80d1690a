using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ipc.Messages;
using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Storage;

namespace Ipc.Tests.Layout;

/// <summary>
/// The byte offsets of the format, in the code and in <c>docs/design/format.md</c>: another build of the module, on the
/// same machine, must find everything where this one puts it. Changing any of them needs a new format version.
/// </summary>
public sealed partial class LayoutTests
{
    [Fact]
    public void Header()
    {
        Assert.Equal("\u007fIPCRGN1", System.Text.Encoding.ASCII.GetString(BitConverter.GetBytes(RegionLayout.Magic)));
        Assert.Equal(5u, RegionLayout.Version);
        Assert.Equal(
            [0, 8, 12, 16, 20, 24, 32, 64, 72, 76, 80, 84, 88, 96, 128, 248, 252],
            [
                RegionLayout.MagicAt, RegionLayout.VersionAt, RegionLayout.KindAt, RegionLayout.FlagsAt, RegionLayout.ChecksumAt,
                RegionLayout.InstanceAt, RegionLayout.ParametersAt, RegionLayout.CreatedAt, RegionLayout.CreatorAt,
                RegionLayout.NameLengthAt, RegionLayout.StateAt, RegionLayout.JoinsAt, RegionLayout.SlotLimitAt, RegionLayout.SizeAt,
                RegionLayout.NameAt, RegionLayout.MutexAt, RegionLayout.MutexWaitAt,
            ]);
        Assert.Equal(120, RegionLayout.LongestName);
        Assert.True(IpcName.Longest <= RegionLayout.LongestName);
    }

    [Fact]
    public void Participant_table()
    {
        Assert.Equal([256, 32, 56, 4096, 1024, 1080], [
            RegionLayout.SlotsAt, RegionLayout.SlotSize, RegionLayout.FirstSlots, RegionLayout.MoreSlotsAt, RegionLayout.MoreSlots,
            RegionLayout.AllSlots,
        ]);
        Assert.Equal([2048, 36_864, 4096], [RegionLayout.PayloadAt, RegionLayout.Data, RegionLayout.PageSize]);
        Assert.Equal([256L, 256 + (55 * 32), 4096, 36_864 - 32], [
            Region.SlotAt(0), Region.SlotAt(55), Region.SlotAt(56), Region.SlotAt(1079),
        ]);
        Assert.Equal(1L << 40, RegionFile.LockBytesAt);
    }

    [Fact]
    public void A_slot_as_it_stands_in_memory()
    {
        using IpcSemaphore target = IpcSemaphore.Create(3);
        target.Enter();
        target.Enter();
        Region region = target.Region;
        long at = Region.SlotAt(region.MySlot);
        Assert.Equal((uint)Environment.ProcessId, region.Word(at).Value);
        uint generation = region.Word(at + 4).Value;
        Assert.Equal(ProcessIdentity.Current.StartTime, region.Long(at + 8).Value);
        Assert.Equal(ProcessIdentity.Current.PidNamespace, region.Word(at + 16).Value);
        Assert.Equal(2u, region.Word(at + 20).Value);
        Assert.Equal(0ul, region.Long(at + 24).Value);
        Assert.Equal((generation << 12) | (uint)(region.MySlot + 1), region.Me);
    }

    [Fact]
    public void An_entry_and_what_a_message_refers_to()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left, __ = right;
        using IpcQueue queue = IpcQueue.Create();
        for (int i = 0; i < 2; i++)
        {
            queue.TrySendBytes([1, 2, 3], [right.GetReference()], TimeSpan.Zero, CancellationToken.None);
        }

        long at = Region.SlotAt(1);
        Assert.Equal(uint.MaxValue, right.Region.Word(at).Value);
        Assert.Equal(1u, right.Region.Word(at + 4).Value); // Its generation,
        Assert.Equal(queue.Region.Instance, right.Region.Long(at + 8).Value);
        Assert.Equal(0u, right.Region.Word(at + 16).Value); // settled,
        Assert.Equal(1u << 16, right.Region.Word(at + 20).Value); // the right end,
        Assert.Equal(1ul, right.Region.Long(at + 24).Value); // and its version.
        Assert.Equal(1u, right.Region.Word(IpcPipe.HoldersAt).Value);
        Assert.Equal(2u, right.Region.Word(IpcPipe.HoldersAt + 4).Value);

        const int Record = 36_864 + 16;
        Assert.Equal(48u + 3, queue.Region.Word(Record).Value);
        Assert.Equal(48u, queue.Region.Word(Record + 4).Value);
        Assert.Equal(right.Region.Instance, queue.Region.Long(Record + 8).Value);
        Assert.Equal([2, 1, 33, 0, .. System.Text.Encoding.UTF8.GetBytes(right.Id)], queue.Region.Bytes(Record + 16, 37).ToArray());
        Assert.Equal([1, 2, 3], queue.Region.Bytes(Record + 8 + 48, 3).ToArray());
        Assert.Equal(2ul, queue.Region.Long(2048 + 64 + 72).Value); // The last message that refers to anything.
    }

    [Fact]
    public void Messages()
    {
        Assert.Equal([64, 128, 32_768, 16, 32_752], [
            ChunkPool.HeaderSize, MessageList.Size, ChunkPool.ChunkSize, ChunkPool.ChunkHeader, ChunkPool.ChunkRoom,
        ]);
        Assert.Equal(2048 + 64 + (2 * 128), IpcPipe.HoldersAt);
        Assert.True(IpcPipe.HoldersAt + 8 <= RegionLayout.PageSize);
        Assert.Equal((0, 64), ((2048 + 64) % 64, MessageList.LeasedAt + 4)); // All that each message needs is one line.

        using IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes([1, 2, 3, 4, 5], TimeSpan.Zero);
        Region region = queue.Region;
        const int List = 2048 + 64;
        Assert.Equal(1u, region.Word(2048).Value); // Chunks.
        Assert.Equal(0u, region.Word(2052).Value); // None free.
        Assert.Equal(16ul, region.Long(List).Value); // Head.
        Assert.Equal(0ul, region.Long(List + 16).Value); // Received.
        Assert.Equal(32ul, region.Long(List + 8).Value); // Tail.
        Assert.Equal(1ul, region.Long(List + 24).Value); // Sent.
        Assert.Equal(0u, region.Word(List + 52).Value); // Not completed.
        Assert.Equal(16ul, region.Long(List + 32).Value); // Bytes.
        Assert.Equal(5u, region.Word(36_864 + 16).Value); // The record's length,
        Assert.Equal([1, 2, 3, 4, 5], region.Bytes(36_864 + 24, 5).ToArray()); // and the bytes.
        queue.Complete();
        Assert.Equal(1u, region.Word(List + 52).Value);
    }

    [Fact]
    public void Leased_messages()
    {
        Assert.Equal(2048 + 64 + 128, LeaseLog.At);
        Assert.Equal(40, LeaseRecord.Header);
        using IpcQueue queue = IpcQueue.Create();
        Region region = queue.Region;
        const int List = 2048 + 64;
        const int Log = 2240;
        Assert.Equal([0ul, 0, 0, 0], new[] { region.Long(Log).Value, region.Long(Log + 8).Value, region.Long(Log + 16).Value, region.Long(Log + 24).Value });
        for (byte i = 1; i <= 2; i++)
        {
            queue.TrySendBytes([1, 2, i], TimeSpan.Zero);
            queue.TryLeaseBytes(new System.Buffers.ArrayBufferWriter<byte>(), out IpcLease? lease, TimeSpan.Zero, TimeSpan.FromHours(i));
            if (i == 2)
            {
                lease!.Abandon();
            }
        }

        const int Chunk = 36_864 + 32_768; // The second one: the list has the first.
        Assert.Equal(2u, region.Word(Log).Value); // First chunk plus one.
        Assert.Equal((1ul << 32) | (16 + (2 * 48)), region.Long(Log + 8).Value); // Tail.
        Assert.Equal(3ul, region.Long(Log + 16).Value); // Last number: a stamp and two leases.
        Assert.Equal(1u, region.Word(List + 56).Value); // Returned.
        Assert.Equal(1u, region.Word(List + 60).Value); // Leased.
        Assert.Equal(region.Long(Chunk + 16 + 24).Value, region.Long(List + 64).Value); // The earliest end of a lease.
        Assert.Equal((16u << 16) | 2, region.Word(Chunk + 4).Value); // Two records, the first at 16.
        Assert.Equal(1ul, region.Long(Chunk + 8).Value); // The stamp.
        Assert.Equal(3u, region.Word(Chunk + 16).Value); // The record's length,
        Assert.Equal((1ul << 32) | region.Me, region.Long(Chunk + 16 + 8).Value); // its holder and first delivery,
        Assert.Equal(2ul, region.Long(Chunk + 16 + 16).Value); // its id,
        Assert.Equal(0ul, region.Long(Chunk + 16 + 32).Value); // no source,
        Assert.Equal([1, 2, 1], region.Bytes(Chunk + 16 + 40, 3).ToArray()); // and the bytes.
        Assert.Equal(2ul << 32, region.Long(Chunk + 64 + 8).Value); // Returned, to be delivered for the second time.
        queue.TryReceiveBytes(new System.Buffers.ArrayBufferWriter<byte>(), TimeSpan.Zero);
        Assert.Equal((1ul << 63) | (2ul << 32), region.Long(Chunk + 64 + 8).Value); // Done.
    }

    [Fact]
    public void Payloads_of_small_objects()
    {
        Assert.Equal(24, LockCell.Size);
        using IpcLock target = IpcLock.Create();
        target.TryEnter(TimeSpan.Zero, 5);
        Assert.Equal(target.Region.Me, target.Region.Word(2048).Value);
        Assert.NotEqual(0ul, target.Region.Long(2056).Value);
        Assert.Equal(1u, target.Region.Word(2064).Value);
        Assert.Equal((3584, 64), (LockWaiters.At, LockWaiters.Most));
        LockWaiters.Announce(target.Region, -2, -1, out int place);
        Assert.Equal(((ulong)target.Region.Me << 36) | 0xF_FFFF_FFFE, target.Region.Long(3584 + (8 * place)).Value);

        using IpcLockSet locks = IpcLockSet.Create(1000);
        locks[999].TryEnter(TimeSpan.Zero, 5);
        Assert.Equal(locks.Region.Me, locks.Region.Word(36_864 + (64 * 999)).Value);
        Assert.Equal(36_864 + (64 * 1000), locks.Region.Size);
        LockWaiters.Announce(locks.Region, -2, 999, out place);
        Assert.Equal(((ulong)locks.Region.Me << 36) | 0xF_FFFF_FFFE, locks.Region.Long(3584 + (8 * place)).Value);
        Assert.Equal(999u, locks.Region.Word(3328 + (4 * place)).Value);

        using IpcReaderWriterLock shared = IpcReaderWriterLock.Create();
        shared.TryEnterShared(TimeSpan.Zero, 5);
        Assert.Equal(1u, shared.Region.Held(shared.Region.MySlot).Value);
        Assert.Equal(new uint[] { 0u, 1, 0, 1, 0 }, new[] { shared.Region.Word(2048).Value, shared.Region.Word(2072).Value, shared.Region.Word(2076).Value, shared.Region.Word(2080).Value, shared.Region.Word(2084).Value });

        using IpcSemaphore semaphore = IpcSemaphore.Create(7);
        semaphore.Enter();
        Assert.Equal(new uint[] { 7u, 0, 6 }, new[] { semaphore.Region.Word(2048).Value, semaphore.Region.Word(2052).Value, semaphore.Region.Word(2056).Value });

        using IpcCountdown countdown = IpcCountdown.Create(1);
        countdown.Step();
        countdown.Reset(7);
        Assert.Equal((1ul << 32) | 7, countdown.Region.Long(2048).Value);
        Assert.Equal(0u, countdown.Region.Word(2056).Value & 1);

        using IpcRateLimit rate = IpcRateLimit.Create(3, TimeSpan.FromSeconds(1));
        long before = System.Diagnostics.Stopwatch.GetTimestamp();
        rate.Enter();
        Assert.Equal(new uint[] { 1u, 0 }, new[] { rate.Region.Word(2048).Value, rate.Region.Word(2056).Value });
        Assert.InRange((long)rate.Region.Long(36_864).Value, before, System.Diagnostics.Stopwatch.GetTimestamp());
        Assert.Equal(0ul, rate.Region.Long(36_872).Value);

        using IpcOnce once = IpcOnce.Create();
        once.TryBegin(TimeSpan.Zero);
        Assert.Equal(once.Region.Me, once.Region.Word(2048).Value);
        once.Complete([9, 8, 7]);
        Assert.Equal((1u, 3ul, 9), (once.Region.Word(2072).Value, once.Region.Long(2080).Value, once.Region.Bytes(36_864, 1)[0]));

        using IpcEvent signal = IpcEvent.Create();
        signal.Set();
        Assert.Equal(new uint[] { 1u, 0, 1 }, new[] { signal.Region.Word(2048).Value, signal.Region.Word(2052).Value, signal.Region.Word(2056).Value });

        using IpcBarrier barrier = IpcBarrier.Create(1);
        barrier.Wait();
        barrier.Abort();
        Assert.Equal(new uint[] { 2u, 1 }, new[] { barrier.Region.Word(2048).Value, barrier.Region.Word(2052).Value });
        Assert.Equal(new uint[] { 1u, 0 }, new[] { barrier.Region.Word(2060).Value, barrier.Region.Word(2064).Value });

        using IpcCondition condition = IpcCondition.Create();
        condition.Enter();
        condition.TryWait(0);
        Assert.Equal(new uint[] { 0u, 0, 0 }, new[] { condition.Region.Word(2072).Value & 1, condition.Region.Word(2076).Value, condition.Region.Word(2080).Value });
        Assert.Equal(new ulong[] { 1, 0 }, new[] { condition.Region.Long(2088).Value, condition.Region.Long(2096).Value });

        using IpcValue value = IpcValue.Create(77L);
        Assert.Equal(77ul, value.Region.Long(2112).Value);
        using IpcArray shortArray = IpcArray.Create(typeof(long), 184, new long[] { 78 });
        Assert.Equal(78ul, shortArray.Region.Long(2112).Value);
        using IpcArray longArray = IpcArray.Create(typeof(long), 185, new long[] { 79 });
        Assert.Equal(79ul, longArray.Region.Long(36_864).Value);
        using IpcMemory shortMemory = IpcMemory.Create(1472);
        using IpcMemory longMemory = IpcMemory.Create(1473);
        Assert.Equal((2112, 36_864), (shortMemory.DataAt, longMemory.DataAt));
    }

    [Fact]
    public void Stores()
    {
        Assert.Equal([2048, 2112, 2304, 2368, 2432, 2944, 3968], [
            StoreLayout.PoolAt, StoreLayout.HeapAt, StoreLayout.RootsAt, StoreLayout.OwnAt, StoreLayout.VersionsAt, StoreLayout.WordsAt, StoreLayout.End,
        ]);
        Assert.Equal((32, 32, 2112, 2116, 2128), (BlockHeap.Unit, BlockHeap.SlabHeader, BlockHeap.IdleAt, BlockHeap.IdleCountAt, BlockHeap.OpenAt));
        Assert.Equal((0x534C_00FFu, 0x534C_00FEu, 0x534C_00FDu, 0x534C_0001u), (BlockHeap.Idle, BlockHeap.Chained, BlockHeap.OfTable, BlockHeap.KindOf(0)));
        Assert.Equal((28, 32_736, 256, 8184, 16, 64), (SizeClasses.Count, SizeClasses.Largest, WordTable.InPayload, WordTable.InChunk, WordTable.Roots, StoreVersions.Count));
        Assert.Equal((2368, 2372, 2376, 2384, 2388), (
            ElementTable.CountAt, ElementTable.ClearingAt, ElementTable.JournalAt, ElementTable.JournalBlockAt, ElementTable.JournalCountAt));
        Assert.Equal((2368, 2372, 2376), (EntryTable.BucketsAt, EntryTable.ClearingAt, EntryTable.CountAt));
    }

    [Fact]
    public void Entries()
    {
        using IpcDictionary dictionary = IpcDictionary.Create(caseSensitive: true);
        dictionary.SetBytes("ab", [1, 2, 3]);
        Region region = dictionary.Region;
        Assert.Equal((64u, 0u, 1ul), (region.Word(2368).Value, region.Word(2372).Value, region.Long(2376).Value));
        Assert.Equal(1u, region.Word(2048).Value); // Chunks.
        Assert.Equal(1u, region.Word(2128 + 4).Value); // The first has free blocks of the second size.
        Assert.Equal((0x534C_0002u, 0u, 3u, 1u), (
            region.Word(36_864 + 4).Value, region.Word(36_864 + 8).Value, region.Word(36_864 + 12).Value, region.Word(36_864 + 20).Value));
        const int Entry = 36_864 + 32;
        ulong order = region.Long(Entry + 8).Value;
        Assert.Equal(KeyHash.Of([(byte)'a', 0, (byte)'b', 0], region.Instance) | 1, order);
        Assert.Equal((4u, 3u, 0u, 0u), (region.Word(Entry + 4).Value, region.Word(Entry + 16).Value, region.Word(Entry + 20).Value, region.Word(Entry + 24).Value));
        Assert.Equal([(byte)'a', 0, (byte)'b', 0, 0, 0, 0, 0, 1, 2, 3], region.Bytes(Entry + 32, 11).ToArray());
        uint before = region.Word(Entry).Value; // What followed the bucket before.
        List<uint> links = [region.Word(2944).Value];
        while (links[^1] != 0)
        {
            links.Add(region.Word((links[^1] & 1u << 31) != 0 ? 2944 + (4 * (links[^1] & 0xFFFF)) : Entry).Value);
        }

        Assert.Equal(65, links.Count); // 63 buckets, the entry, and the end.
        Assert.Equal(1, links.IndexOf(before) - links.IndexOf(1)); // Block 1.
        Assert.Equal(0xB0DC_9335_BF8A_4AC0ul, KeyHash.Of([1, 2, 3, 4, 5, 6, 7, 8, 9], 4711));
    }

    [Fact]
    public void References_of_values_in_a_store_and_of_a_result()
    {
        using IpcQueue queue = IpcQueue.Create();
        using IpcDictionary entries = IpcDictionary.Create(encoding: Ipc.Tests.Peer.ReferenceEncoding.Instance);
        entries["ab"] = new IpcObject[] { queue };
        const int Entry = 36_864 + 32;
        int length = (12 + queue.Id.Length + 7) & ~7;
        Assert.Equal((1ul, (uint)length, queue.Region.Instance), (
            entries.Region.Long(2400).Value, entries.Region.Word(Entry + 20).Value, entries.Region.Long(Entry + 32 + 8).Value));
        entries.Clear();
        Assert.Equal((0ul, true), (entries.Region.Long(2400).Value, entries.Region.Long(2408).Value > 0));

        using IpcList list = IpcList.Create(encoding: Ipc.Tests.Peer.ReferenceEncoding.Instance);
        list.Add(new IpcObject[] { queue });
        Assert.Equal((1ul, (uint)length, queue.Region.Instance), (
            list.Region.Long(2400).Value, list.Region.Word(Entry + 4).Value, list.Region.Long(Entry + 16).Value));

        using IpcOnce once = IpcOnce.Create();
        once.TryBegin(TimeSpan.Zero);
        once.Complete(new IpcObject[] { queue }, Ipc.Tests.Peer.ReferenceEncoding.Instance);
        Assert.Equal(((ulong)length, queue.Region.Instance), (once.Region.Long(2088).Value, once.Region.Long(36_864).Value));
    }

    [Fact]
    public void A_value_of_any_object()
    {
        using IpcObjectValue value = IpcObjectValue.Create("a", new Ipc.Commands.PowerShellEncoding());
        Region region = value.Region;
        Assert.Equal((13ul, 1ul, 0u), (region.Parameter(0), region.Long(2112).Value, region.Word(36_864 + 4).Value));
        int size = 8 + (((int)region.Word(36_864).Value + 7) & ~7);
        value.Value = "b";
        Assert.Equal((ulong)size + 1, region.Long(2112).Value);
        value.Value = "c";
        Assert.Equal((1ul, 0ul), (region.Long(2112).Value, region.Long(2120).Value));
        Assert.Equal([13, 14], Enum.GetValues<IpcElementType>().Skip(12).Select(type => (int)type));
    }

    [Fact]
    public void Requests_of_a_listener_and_what_they_make_of_a_pipe()
    {
        using IpcListener listener = IpcListener.Create(backlog: 5);
        Assert.Equal((5ul, 1ul << 20, 1u), (
            listener.Region.Parameter(0), listener.Region.Parameter(1), listener.Region.Word(2240).Value));
        Assert.False(IpcPipe.TryConnect(listener.Id, out _, TimeSpan.Zero));
        Assert.Equal(1ul, listener.Region.Long(2112 + 24).Value);
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using (left)
        using (right)
        {
            Region region = left.Region;
            right.Connection.Ask();
            Assert.Equal((1u, (uint)Environment.ProcessId), (region.Word(2376).Value, region.Word(2384).Value));
            Assert.True(left.Connection.TryRefuse("no"));
            Assert.Equal((3u, 2u, (byte)'n'), (region.Word(2376).Value, region.Word(2380).Value, region.Bytes(2640, 1)[0]));
            region.Word(2376).Value = 1;
            Assert.True(left.Connection.TryAccept());
            Assert.Equal((2u, (uint)Environment.ProcessId), (region.Word(2376).Value, region.Word(2512).Value));
            region.Word(2376).Value = 1;
            Assert.True(right.Connection.TryWithdraw());
            Assert.False(left.Connection.TryAccept());
            Assert.Equal(4u, region.Word(2376).Value);
        }
    }

    [Fact]
    public void Elements_of_a_list()
    {
        using IpcList list = IpcList.Create();
        list.AddBytes([1, 2, 3]);
        Region region = list.Region;
        Assert.Equal((1u, 0u, 0ul, 1u), (region.Word(2368).Value, region.Word(2372).Value, region.Long(2376).Value, region.Word(2944).Value));
        const int Element = 36_864 + 32;
        Assert.Equal((3u, 0u, 0u, 0u), (
            region.Word(Element).Value, region.Word(Element + 4).Value, region.Word(Element + 8).Value, region.Word(Element + 12).Value));
        Assert.Equal([1, 2, 3], region.Bytes(Element + 16, 3).ToArray());
    }

    [Fact]
    public void Broadcast_queues()
    {
        using IpcBroadcast queue = IpcBroadcast.Create(7, dropsOldest: true, fromNow: true);
        using IpcBroadcast receiver = IpcBroadcast.Open(queue.Id);
        Region region = queue.Region;
        Assert.Equal((7ul, 1ul, 1ul), (region.Parameter(0), region.Parameter(1), region.Parameter(2)));
        const int List = 2048 + 64;
        const int Cursors = 36_864 + 32_768 + 16;
        queue.TrySendBytes([1, 2, 3], TimeSpan.Zero);
        queue.TrySendBytes([4], TimeSpan.Zero);
        Assert.Equal(0u, region.Word(List + 56).Value); // Places that were ever used.
        receiver.TryReceiveBytes(new System.Buffers.ArrayBufferWriter<byte>(), TimeSpan.Zero);
        Assert.Equal((2u, 1u), (region.Word(2048).Value, region.Word(List + 56).Value));
        Assert.Equal((region.Me, 1ul), (region.Word(Cursors).Value, region.Long(Cursors + 8).Value));
        Assert.Equal(2047, BroadcastCursors.Most);
        queue.Clear();
        Assert.Equal((2ul, 2ul), (region.Long(List + 64).Value, region.Long(List + 16).Value));
        receiver.Close();
        Assert.Equal(0u, region.Word(Cursors).Value);
    }

    [Fact]
    public void Queues_with_priorities()
    {
        using IpcQueue queue = IpcQueue.Create(priority: true);
        Region region = queue.Region;
        Assert.Equal((0ul, 1ul), (region.Parameter(0), region.Parameter(1)));
        Assert.Equal(10u, region.Word(2048).Value);
        for (int priority = 0; priority < 10; priority++)
        {
            queue.TrySendBytes([1, 2, 3], priority, TimeSpan.Zero);
            int list = 2112 + (128 * (priority == 0 ? 0 : priority + 1));
            Assert.Equal(((ulong)priority << 32) | 16, region.Long(list).Value);
            Assert.Equal(1ul, region.Long(list + 24).Value);
        }

        queue.TryLeaseBytes(new System.Buffers.ArrayBufferWriter<byte>(), out _, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.Equal((9ul << 60) | 2, region.Long(36_864 + (32_768 * 10) + 16 + 16).Value);
        queue.Complete();
        Assert.Equal((1u, 0u), (region.Word(2112 + 52).Value, region.Word(2112 + 256 + 52).Value));
    }

    [Fact]
    public void Numbers_of_kinds_and_element_types_never_change()
    {
        Assert.Equal(
            ["Queue=1", "Pipe=2", "Value=3", "Array=4", "Lock=5", "Semaphore=6", "Event=7", "Barrier=8", "Condition=9", "LockSet=10", "Dictionary=11", "List=12"],
            Enum.GetValues<IpcKind>().Take(12).Select(kind => $"{kind}={(int)kind}"));
        Assert.Equal(
            ["LockSet=10", "Dictionary=11", "List=12", "Memory=13", "ReaderWriterLock=14", "Countdown=15", "RateLimit=16", "Once=17", "Broadcast=18", "Listener=19", "Set=20"],
            Enum.GetValues<IpcKind>().Skip(9).Select(kind => $"{kind}={(int)kind}"));
        Assert.Equal(
            ["Boolean=1", "SByte=2", "Byte=3", "Int16=4", "UInt16=5", "Int32=6", "UInt32=7", "Int64=8", "UInt64=9", "Single=10", "Double=11", "Char=12"],
            Enum.GetValues<IpcElementType>().Take(12).Select(type => $"{type}={(int)type}"));
        Assert.Equal([1u, 2, 3], Enum.GetValues<RegionState>().Select(state => (uint)state));
        Assert.Equal([0, 1], Enum.GetValues<IpcPipeEnd>().Select(end => (int)end));
    }

    [Fact]
    public void Structs_of_the_system()
    {
        Assert.Equal(256, Unsafe.SizeOf<Libc.Statx>());
        Assert.Equal(32, Unsafe.SizeOf<Libc.FileLock>());
        Assert.Equal(8, Unsafe.SizeOf<Libc.PollFd>());
        Assert.Equal(16, Unsafe.SizeOf<Libc.TimeSpec>());
        Libc.Statx stat = default;
        Assert.Equal(20, Offset(ref stat, ref stat.Uid));
        Assert.Equal(28, Offset(ref stat, ref stat.Mode));
        Assert.Equal(32, Offset(ref stat, ref stat.Inode));
        Assert.Equal(40, Offset(ref stat, ref stat.Size));
        Assert.Equal(136, Offset(ref stat, ref stat.DeviceMajor));
        Assert.Equal(140, Offset(ref stat, ref stat.DeviceMinor));
        Libc.FileLock range = default;
        Assert.Equal(0, Offset(ref range, ref range.Type));
        Assert.Equal(2, Offset(ref range, ref range.Whence));
        Assert.Equal(8, Offset(ref range, ref range.Start));
        Assert.Equal(16, Offset(ref range, ref range.Length));
        Assert.Equal(24, Offset(ref range, ref range.Pid));
    }

    [Fact]
    public void The_document_has_the_same_offsets()
    {
        Dictionary<string, int> documented = [];
        foreach (Match row in Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "design", "format.md"))))
        {
            documented[row.Groups["constant"].Value] = int.Parse(row.Groups["at"].Value, CultureInfo.InvariantCulture);
        }

        string[] others = ["Version", "PageSize", "ParameterCount", "LongestName", "SlotSize", "FirstSlots", "MoreSlots", "AllSlots"];
        foreach (System.Reflection.FieldInfo field in typeof(RegionLayout).GetFields())
        {
            if (field.FieldType == typeof(int) && !others.Contains(field.Name))
            {
                Assert.True(documented.TryGetValue(field.Name, out int at), $"{field.Name} is missing in format.md.");
                Assert.Equal(field.GetRawConstantValue(), at);
            }
        }
    }

    // | 12 | 4 | `KindAt` | ...
    [GeneratedRegex(@"^\|\s*(?<at>\d+)\s*\|[^|]*\|\s*`(?<constant>\w+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static int Offset<TStruct, TField>(ref TStruct start, ref TField field) =>
        (int)Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref start), ref Unsafe.As<TField, byte>(ref field));
}
