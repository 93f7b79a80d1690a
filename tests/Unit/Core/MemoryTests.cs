using Ipc.Primitives;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class MemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1472)] // The most that the first page has room for.
    [InlineData(1473)]
    [InlineData(3_000_000)]
    public void Bytes_are_shared_by_all_handles(long size)
    {
        using IpcMemory one = IpcMemory.Create(size, "memory");
        using IpcMemory other = IpcMemory.Open("memory");
        Assert.Equal((size, size), (one.Size, other.Size));
        Assert.All(one.ToArray(), b => Assert.Equal(0, b));
        one.AsSpan()[^1] = 7;
        Assert.Equal(7, other.AsSpan(size - 1)[0]);
        Assert.Equal(size == 1473 ? 36_864L : one.DataAt, other.DataAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(IpcMemory.MaximumSize + 1)]
    public void A_size_that_makes_no_sense_is_refused(long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcMemory.Create(size));

    [Fact]
    public void Copies_go_to_their_place_or_nowhere()
    {
        using IpcMemory memory = IpcMemory.Create(10);
        memory.CopyFrom(new byte[] { 1, 2, 3 }, 7);
        memory.CopyFrom(new short[] { 0x0504 });
        Assert.Equal([4, 5, 0, 0, 0, 0, 0, 1, 2, 3], memory.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.CopyFrom(new byte[4], 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.CopyFrom(new byte[1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.CopyFrom(new byte[1], long.MaxValue));
        Assert.Throws<InvalidCastException>(() => memory.CopyFrom(new object[] { (byte)1, new object() }));
        Assert.Equal([4, 5, 0, 0, 0, 0, 0, 1, 2, 3], memory.ToArray());

        byte[] part = new byte[3];
        memory.CopyTo(part, 7);
        Assert.Equal([1, 2, 3], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.CopyTo(part, 8));
        Assert.Throws<ArgumentException>(() => memory.CopyTo(new object[3]));
        Assert.Equal([1, 2], memory.ToArray(7, 2));

        using IpcMemory other = IpcMemory.Create(4);
        other.CopyFrom(memory, 1, 7);
        Assert.Equal([0, 1, 2, 3], other.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => other.CopyFrom(memory));
        memory.CopyFrom(memory, 0, 1); // Onto itself.
        Assert.Equal([5, 0, 0, 0, 0, 0, 1, 2, 3, 3], memory.ToArray());
        memory.Fill(9, 8);
        memory.Fill(8, 0, 2);
        Assert.Equal([8, 8, 0, 0, 0, 0, 1, 2, 9, 9], memory.ToArray());
    }

    [Fact]
    public void A_view_is_the_same_bytes_as_numbers()
    {
        using IpcMemory memory = IpcMemory.Create(64);
        IpcMemoryView<double> all = memory.AsArray<double>();
        IpcMemoryView<int> some = memory.AsArray<int>(8, 2);
        Assert.Equal((8, 2, 8L), (all.Length, some.Length, some.Offset));
        all[1] = 1.5;
        Assert.Equal(BitConverter.DoubleToInt64Bits(1.5), (uint)some[0] | ((long)some[1] << 32));
        some.Add(0, 5);
        some.CopyFrom(new object[] { 7 }, 1);
        Assert.Equal([5, 7], some.ToArray());
        Assert.Equal((true, 1), (some.Contains(7), some.IndexOf(7)));
        Assert.Equal(2, memory.AsArray<long>(48).Length);
        Assert.Equal(0, memory.AsArray<long>(64).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => some[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsArray<long>(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsArray<long>(-8));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsArray<long>(56, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsArray<long>(72));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => memory.AsArray<decimal>()));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => memory.AsArray(typeof(string))));
        foreach (IpcElementType type in Enum.GetValues<IpcElementType>().Except([IpcElementType.String, IpcElementType.Object]))
        {
            Assert.Equal(Element.TypeOf(type), memory.AsArray(Element.TypeOf(type)).ElementType);
        }
    }

    [Fact]
    public void A_view_ends_with_the_handle_that_it_was_taken_from()
    {
        IpcMemory memory = IpcMemory.Create(64, "viewed");
        using IpcMemory other = IpcMemory.Open("viewed");
        IpcMemoryView<int> view = memory.AsArray<int>();
        Stream stream = memory.AsStream();
        memory.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => view[0] = 1));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => view.AsSpan()));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => stream.ReadByte()));
        Assert.Equal(0, other.AsArray<int>()[0]);
        IpcMemoryView<int> second = other.AsArray<int>();
        other.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => second[0] = 1));
    }

    [Fact]
    public void A_stream_has_its_part_of_the_bytes_and_no_more()
    {
        using IpcMemory memory = IpcMemory.Create(10);
        using Stream stream = memory.AsStream(2, 5);
        stream.Write([1, 2, 3]);
        stream.WriteByte(4);
        Assert.Throws<NotSupportedException>(() => stream.Write([5, 6]));
        Assert.Equal((4L, 5L), (stream.Position, stream.Length));
        Assert.Equal([0, 0, 1, 2, 3, 4, 0, 0, 0, 0], memory.ToArray());
        stream.Position = 0;
        Assert.Equal(1, stream.ReadByte());
        byte[] rest = new byte[10];
        Assert.Equal(4, stream.Read(rest, 0, 10));
        Assert.Equal([2, 3, 4, 0], rest.Take(4));
        Assert.Equal((0, -1), (stream.Read(rest, 0, 10), stream.ReadByte()));
        Assert.Equal(4L, stream.Seek(-1, SeekOrigin.End));
        Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(3));
        stream.Position = 100;
        Assert.Equal(-1, stream.ReadByte());
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsStream(11));
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    [Fact]
    public void Files_come_and_go()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ipc-memory-{Guid.NewGuid():N}");
        try
        {
            byte[] content = new byte[5000];
            new Random(5).NextBytes(content);
            File.WriteAllBytes(path, content);
            using IpcMemory memory = IpcMemory.Create(6000);
            Assert.Equal(5000, memory.CopyFromFile(path, 1000));
            Assert.Equal(content, memory.ToArray(1000));
            Assert.Throws<ArgumentOutOfRangeException>(() => memory.CopyFromFile(path, 1001));
            Assert.Equal(content, memory.ToArray(1000));
            memory.CopyToFile(path, 2000, 100);
            Assert.Equal(content.Skip(1000).Take(100), File.ReadAllBytes(path));
            using IpcMemory made = MemoryDescriptor.Instance.Create(new() { Path = path });
            Assert.Equal(content.Skip(1000).Take(100), made.ToArray());
            Assert.Throws<ArgumentOutOfRangeException>(() => MemoryDescriptor.Instance.Create(new() { Path = path, Size = 99 }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void It_carries_a_lock_that_a_dead_holder_frees()
    {
        using IpcMemory memory = IpcMemory.Create(100);
        using PeerProcess peer = PeerProcess.Opening(memory);
        Assert.Equal(IpcEnterResult.Entered, memory.TryEnter(TimeSpan.Zero));
        Assert.True(memory.TryEnter());
        memory.Exit();
        memory.Exit();
        Assert.Equal("Entered", peer.Ask("enter 0"));
        Assert.False(memory.TryEnter());
        peer.Kill();
        Assert.Equal(IpcEnterResult.Abandoned, memory.TryEnter(Eventually.Watchdog));
        memory.Exit();
    }

    [Fact]
    public void Made_again_it_must_have_the_same_size()
    {
        using IpcMemory memory = IpcMemory.Create(100, "sized");
        using IpcMemory same = IpcMemory.CreateOrOpen("sized", 100);
        IpcException error = Assert.Throws<IpcException>(() => IpcMemory.CreateOrOpen("sized", 101));
        Assert.Equal(IpcError.FormatMismatch, error.Error);
        Assert.Contains("Size", error.Message, StringComparison.Ordinal);
    }
}
