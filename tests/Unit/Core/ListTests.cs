using System.Buffers;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ListTests : IDisposable
{
    private readonly IpcList _list = IpcList.Create();

    public void Dispose() => _list.Dispose();

    [Fact]
    public void It_is_what_a_list_of_dotnet_is_after_the_same_operations()
    {
        Random random = new(4711);
        List<byte[]> model = [];
        for (int i = 0; i < 10_000; i++)
        {
            byte[] value = DictionaryTests.Value(random.Next(20) == 0 ? random.Next(3_000) : random.Next(30), i);
            int index = model.Count == 0 ? 0 : random.Next(model.Count);
            switch (model.Count == 0 ? 0 : random.Next(8))
            {
                case 0 or 1 or 2:
                    Assert.Equal(model.Count, _list.AddBytes(value));
                    model.Add(value);
                    break;
                case 3:
                    _list.InsertBytes(index, value);
                    model.Insert(index, value);
                    break;
                case 4:
                    _list.RemoveAt(index);
                    model.RemoveAt(index);
                    break;
                case 5:
                    _list.SetBytes(index - model.Count, value);
                    model[index] = value;
                    break;
                case 6:
                    Assert.Equal(model[^1], Pop(-1));
                    model.RemoveAt(model.Count - 1);
                    break;
                default:
                    Assert.Equal(model[index], Read(index));
                    break;
            }
        }

        Assert.Equal(model.Count, _list.Count);
        Assert.Equal(model, All());
        CheckDerived();
        _list.Clear();
        Assert.Empty(All());
        CheckDerived();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(32_720)]
    [InlineData(32_721)]
    [InlineData(1_000_001)]
    public void Elements_of_any_length_come_out_as_they_went_in(int length)
    {
        for (int i = 0; i < 4; i++)
        {
            _list.AddBytes(DictionaryTests.Value(length, i));
        }

        _list.SetBytes(1, DictionaryTests.Value(length, 7));
        Assert.Equal(DictionaryTests.Value(length, 7), Read(1));
        Assert.Equal([0, 7, 2, 3], All().Select(one => length == 0 ? 0 : (int)one[0]).Zip([0, 7, 2, 3], (found, expected) => length == 0 ? expected : found));
        Assert.Equal(DictionaryTests.Value(length, 2), Pop(2));
        CheckDerived();
    }

    [Fact]
    public void Many_elements_need_more_than_one_chunk_of_words()
    {
        const int Many = WordTable.InPayload + (2 * WordTable.InChunk);
        for (int i = 0; i < Many; i++)
        {
            _list.AddBytes(BitConverter.GetBytes(i));
        }

        _list.InsertBytes(100, BitConverter.GetBytes(-1));
        _list.RemoveAt(50);
        Assert.Equal([0, 49, 51, -1, 100, Many - 1], ((int[])[0, 49, 50, 99, 100, Many - 1]).Select(i => BitConverter.ToInt32(Read(i))));
        CheckDerived();
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        _list.AddBytes([1]);
        Assert.False(_list.TryGetBytes(1, new ArrayBufferWriter<byte>()));
        Assert.False(_list.TryGetBytes(-2, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => _list.SetBytes(1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => _list.InsertBytes(2, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => _list.RemoveAt(-2));
        Assert.Equal([1], Pop(0)!);
        Assert.Null(Pop(-1));
        _list.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => _list.AddBytes([])));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => _list.TryGetBytes(0, new ArrayBufferWriter<byte>())));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => All()));
    }

    [Fact]
    public void What_readers_see_is_whole_and_of_one_moment()
    {
        for (int i = 0; i < 100; i++)
        {
            _list.AddBytes(DictionaryTests.Message(4, i));
        }

        using PeerProcess writer = PeerProcess.Opening(_list);
        writer.Tell("churn-elements");
        Assert.Equal("ready", writer.Answer());
        try
        {
            for (int round = 0; round < 300; round++)
            {
                // The writer moves the first to the end, one at a time: so all are there but one, in their order.
                int[] numbers = [.. All().Select(one => BitConverter.ToInt32(one))];
                Assert.InRange(numbers.Length, 99, 100);
                Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.Contains(pair.Second - pair.First, new[] { 1, -99 }));
                for (int i = 0; i < 50; i++)
                {
                    byte[] one = Read(i)!;
                    Assert.True(one.AsSpan(4).IndexOfAnyExcept((byte)BitConverter.ToInt32(one)) < 0, "It is torn.");
                }
            }
        }
        finally
        {
            writer.Kill(); // It does not end by itself, and whoever disposes of it would wait for that.
        }

        CheckDerived();
    }

    private List<byte[]> All()
    {
        ArrayBufferWriter<byte> bytes = new();
        List<int> lengths = [];
        _list.ReadAll(bytes, lengths);
        List<byte[]> all = [];
        int offset = 0;
        foreach (int length in lengths)
        {
            all.Add(bytes.WrittenSpan.Slice(offset, length).ToArray());
            offset += length;
        }

        return all;
    }

    private byte[]? Read(int index)
    {
        ArrayBufferWriter<byte> buffer = new();
        return _list.TryGetBytes(index, buffer) ? buffer.WrittenSpan.ToArray() : null;
    }

    private byte[]? Pop(int index)
    {
        ArrayBufferWriter<byte> buffer = new();
        return _list.TryPopBytes(index, buffer) ? buffer.WrittenSpan.ToArray() : null;
    }

    private void CheckDerived() => DictionaryTests.CheckDerived(_list.Region);
}
