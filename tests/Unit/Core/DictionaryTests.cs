using System.Buffers;
using System.Collections;
using System.Globalization;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class DictionaryTests : IDisposable
{
    private readonly IpcDictionary _dictionary = IpcDictionary.Create();

    public void Dispose() => _dictionary.Dispose();

    [Fact]
    public void What_is_set_is_read_and_replaced_and_removed()
    {
        Assert.Null(Read("a"));
        _dictionary.SetBytes("a", [1, 2, 3]);
        _dictionary.SetBytes("b", []);
        Assert.Equal([1, 2, 3], Read("a")!);
        Assert.Equal([], Read("b")!);
        _dictionary.SetBytes("a", [4]);
        Assert.Equal([4], Read("a")!);
        Assert.False(_dictionary.TryAddBytes("a", [5]));
        Assert.True(_dictionary.TryAddBytes("c", [6]));
        Assert.Equal(3, _dictionary.Count);
        Assert.True(_dictionary.TryRemove("a"));
        Assert.False(_dictionary.TryRemove("a"));
        Assert.Null(Read("a"));
        Assert.Equal(2, _dictionary.Count);
        CheckDerived();
    }

    [Fact]
    public void Keys_differ_by_case_only_where_that_is_wanted()
    {
        using IpcDictionary sensitive = IpcDictionary.Create(caseSensitive: true);
        foreach (IpcDictionary dictionary in (IpcDictionary[])[_dictionary, sensitive])
        {
            dictionary.SetBytes("Straße Äé", [1]);
            dictionary.SetBytes("STRAßE äÉ", [2]);
        }

        Assert.Equal((1, 2), (_dictionary.Count, sensitive.Count));
        Assert.Equal([2], Read("straßE ÄÉ")!);
        Assert.Equal(["Straße Äé"], _dictionary.Keys.Cast<string>()); // As it was written first.
        Assert.False(sensitive.Contains("straßE ÄÉ"));
        Assert.True(sensitive.Contains("Straße Äé"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(500)]
    [InlineData(5_000)]
    [InlineData(32_690)]
    [InlineData(32_700)]
    [InlineData(40_000)]
    [InlineData(1_000_001)]
    public void Values_of_any_length_come_out_as_they_went_in(int length)
    {
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 5; i++)
            {
                _dictionary.SetBytes(Key(i), Value(length, i + round));
            }

            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(Value(length, i + round), Read(Key(i)));
            }
        }

        CheckDerived();
    }

    [Fact]
    public void The_longest_key_is_one_and_a_longer_one_is_an_error()
    {
        string longest = new('x', EntryTable.LongestKey / 2);
        _dictionary.SetBytes(longest, Value(100, 1));
        _dictionary.SetBytes(longest, Value(20_000, 2));
        Assert.Equal(Value(20_000, 2), Read(longest));
        Assert.Equal(IpcError.MessageTooLarge, Eventually.ErrorOf(() => _dictionary.SetBytes(longest + "y", [])));
        Assert.Equal(IpcError.MessageTooLarge, Eventually.ErrorOf(() => _dictionary.Contains(longest + "y")));
    }

    [Fact]
    public void It_is_what_a_table_of_dotnet_is_after_the_same_operations()
    {
        Random random = new(4711);
        Dictionary<string, byte[]> model = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < 30_000; i++)
        {
            string key = Key(random.Next(3_000));
            if (random.Next(3) == 0)
            {
                Assert.Equal(model.Remove(key), _dictionary.TryRemove(key));
            }
            else
            {
                byte[] value = Value(random.Next(10) == 0 ? random.Next(2_000) : random.Next(40), i);
                _dictionary.SetBytes(random.Next(2) == 0 ? key : key.ToUpperInvariant(), value);
                model[key] = value;
            }
        }

        Assert.Equal(model.Count, _dictionary.Count);
        Assert.All(model, pair => Assert.Equal(pair.Value, Read(pair.Key)));
        Assert.Equal(
            model.Keys.Order(StringComparer.OrdinalIgnoreCase),
            _dictionary.Keys.Cast<string>().Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        CheckDerived();
        _dictionary.Clear();
        Assert.Empty(_dictionary.Keys);
        Assert.All(model, pair => Assert.Null(Read(pair.Key)));
        CheckDerived();
    }

    [Fact]
    public void Enumerating_gives_what_is_there_all_the_time_once_and_the_rest_at_most_once()
    {
        const int Stays = 3_000;
        for (int i = 0; i < Stays; i++)
        {
            _dictionary.SetBytes("stays" + Key(i), Value(10, i));
        }

        bool ended = false;
        Task<bool> writer = Eventually.Start(() =>
        {
            for (int i = 0; !Volatile.Read(ref ended); i++)
            {
                _dictionary.SetBytes("comes" + Key(i % 2_000), Value(i % 300, i));
                _dictionary.SetBytes("stays" + Key(i % Stays), Value(i % 500, i));
                _dictionary.TryRemove("comes" + Key(i * 7 % 2_000));
            }

            return true;
        });
        for (int round = 0; round < 20; round++)
        {
            List<string> keys = [.. _dictionary.Keys.Cast<string>()];
            Assert.Equal(keys.Count, keys.Distinct().Count());
            Assert.Equal(Stays, keys.Count(key => key.StartsWith("stays", StringComparison.Ordinal)));
        }

        Volatile.Write(ref ended, true);
        Assert.True(Eventually.Result(writer));
        CheckDerived();
    }

    [Fact]
    public void Keys_can_be_removed_while_they_are_enumerated()
    {
        Fill(1_000);
        foreach (string key in _dictionary.Keys)
        {
            _dictionary.Remove(key);
        }

        Assert.Empty(_dictionary);
        CheckDerived();
    }

    [Fact]
    public void What_readers_see_is_never_torn()
    {
        using PeerProcess writer = PeerProcess.Opening(_dictionary);
        writer.Tell("churn-entries");
        Assert.Equal("ready", writer.Answer());
        int found;
        try
        {
            found = ReadWhatChurns(200_000);
        }
        finally
        {
            writer.Kill(); // It does not end by itself, and whoever disposes of it would wait for that.
        }

        Assert.NotEqual(0, found);
        CheckDerived();
    }

    [Fact]
    public void Processes_that_compare_and_set_lose_no_update()
    {
        PeerProcess[] peers = PeerProcess.Start(3);
        foreach (PeerProcess peer in peers)
        {
            peer.Open(_dictionary);
            peer.Tell("count-up hits 5000");
        }

        Assert.All(peers, peer => Assert.Equal("ok", peer.Answer()));
        Assert.Equal(15_000, BitConverter.ToInt64(Read("hits")));
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void Memory_is_used_again_also_for_other_sizes()
    {
        Fill(20_000, 50);
        long size = _dictionary.Region.Size;
        for (int i = 0; i < 20_000; i++)
        {
            _dictionary.TryRemove(Key(i));
        }

        Fill(4_000, 300);
        _dictionary.SetBytes("large", Value(500_000, 1));
        Assert.Equal(size, _dictionary.Region.Size);
        _dictionary.Clear();
        Fill(20_000, 50);
        Assert.Equal(size, _dictionary.Region.Size);
        CheckDerived();
    }

    [Fact]
    public void Buckets_stand_in_front_of_what_they_have()
    {
        Random random = new(1);
        for (uint buckets = 64; buckets < 1_000; buckets++)
        {
            ulong order = (ulong)random.NextInt64() | 1;
            uint mine = EntryTable.BucketOf(order, buckets);
            ulong last = Enumerable.Range(0, (int)buckets).Select(i => EntryTable.OrderOf((uint)i)).Where(other => other <= order).Max();
            Assert.Equal(last, EntryTable.OrderOf(mine));
        }
    }

    [Fact]
    public void Sizes_of_blocks_fit()
    {
        for (int bytes = 0; bytes <= SizeClasses.Largest; bytes++)
        {
            int sizeClass = SizeClasses.For(bytes);
            Assert.True(SizeClasses.SizeOf(sizeClass) >= bytes);
            Assert.True(sizeClass == 0 || SizeClasses.SizeOf(sizeClass - 1) < bytes);
        }

        Assert.All(Enumerable.Range(0, SizeClasses.Count), sizeClass =>
        {
            Assert.Equal(0, SizeClasses.SizeOf(sizeClass) % BlockHeap.Unit);
            Assert.True(BlockHeap.SlabHeader + (SizeClasses.BlocksIn(sizeClass) * SizeClasses.SizeOf(sizeClass)) <= ChunkPool.ChunkSize);
        });
        Assert.True(SizeClasses.Count * 4 <= BlockHeap.HeaderSize - 16);
        Assert.True(StoreLayout.End <= RegionLayout.PageSize);
    }

    [Fact]
    public void A_closed_or_removed_one_says_so()
    {
        _dictionary.SetBytes("a", [1]);
        using IpcDictionary other = IpcDictionary.Open(_dictionary.Id);
        IEnumerator entries = other.Keys.GetEnumerator();
        Assert.True(entries.MoveNext());
        _dictionary.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => other.Contains("a")));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => other.SetBytes("a", [])));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => other.Clear()));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => _ = other.Count));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => other.Keys.GetEnumerator().MoveNext()));
        other.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => other.Contains("a")));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => entries.MoveNext()));
    }

    [Fact]
    public void Closing_while_others_of_this_process_read_harms_nobody()
    {
        for (int round = 0; round < 30; round++)
        {
            IpcDictionary target = IpcDictionary.Create();
            for (int i = 0; i < 200; i++)
            {
                target.SetBytes(Key(i), Value(100, i));
            }

            using Barrier together = new(2);
            Task<IpcError?> reader = Eventually.Start(() =>
            {
                together.SignalAndWait();
                return Eventually.ErrorOf(() =>
                {
                    for (int i = 0; ; i++)
                    {
                        target.TryGetBytes(Key(i % 200), new ArrayBufferWriter<byte>());
                    }
                });
            });
            together.SignalAndWait();
            target.Close();
            Assert.True(Eventually.Result(reader) is IpcError.Closed or IpcError.NotFound);
        }
    }

    internal static string Key(int number) => "k" + number.ToString(CultureInfo.InvariantCulture);

    internal static byte[] Value(int length, int number)
    {
        byte[] value = new byte[length];
        value.AsSpan().Fill((byte)number);
        return value;
    }

    /// <summary>A value that says its own number, as those of the peer do.</summary>
    internal static byte[] Message(int size, int number)
    {
        byte[] message = Value(Math.Max(size, 4), number);
        BitConverter.TryWriteBytes(message, number);
        return message;
    }

    /// <summary>What is derived is what can be derived.</summary>
    internal static void CheckDerived(Region region)
    {
        Assert.True(region.AcquireMutex(Sync.Deadline.Never, CancellationToken.None));
        try
        {
            string before = Crashes.Derived.Of(region);
            region.Descriptor.Repair(region);
            Assert.Equal(before, Crashes.Derived.Of(region));
        }
        finally
        {
            region.Mutex.Release();
        }
    }

    private void Fill(int count, int size = 20)
    {
        for (int i = 0; i < count; i++)
        {
            _dictionary.SetBytes(Key(i), Value(size, i));
        }
    }

    private byte[]? Read(string key)
    {
        ArrayBufferWriter<byte> buffer = new();
        return _dictionary.TryGetBytes(key, buffer) ? buffer.WrittenSpan.ToArray() : null;
    }

    // How many there were; each must be what was written.
    private int ReadWhatChurns(int times)
    {
        ArrayBufferWriter<byte> buffer = new();
        int found = 0;
        for (int i = 0; i < times; i++)
        {
            buffer.Clear();
            if (_dictionary.TryGetBytes(Key(i % 50), buffer))
            {
                found++;
                int number = BitConverter.ToInt32(buffer.WrittenSpan);
                Assert.Equal((i % 50, 4 + (number * 37 % 600)), (number % 50, buffer.WrittenCount));
                Assert.True(buffer.WrittenSpan[4..].IndexOfAnyExcept((byte)number) < 0, "It is torn.");
            }
        }

        return found;
    }

    private void CheckDerived() => CheckDerived(_dictionary.Region);
}
