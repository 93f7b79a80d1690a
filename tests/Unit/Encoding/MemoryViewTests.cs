using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Views of a memory in messages.</summary>
public sealed class MemoryViewTests
{
    private const int TagAt = 1; // Behind the version. Then: element type 1, offset 8, count 1, the memory.

    [Fact]
    public void A_view_is_one_of_the_same_bytes()
    {
        using IpcMemory memory = IpcMemory.Create(64);
        IpcMemoryView<short> arrived = Assert.IsType<IpcMemoryView<short>>(Decode(Encode(memory.AsArray<short>(6, 5))));
        Assert.Equal((6L, 5, memory.Id), (arrived.Offset, arrived.Length, arrived.Memory!.Id));
        arrived[0] = 77;
        Assert.Equal(77, memory.ToArray()[6]);
        arrived.Memory!.Close();
    }

    [Theory]
    [InlineData(TagAt + 1, 99, IpcError.FormatMismatch)] // An element type that nobody knows.
    [InlineData(TagAt + 2, 3, IpcError.Corrupt)] // Between elements.
    [InlineData(TagAt + 3, 1, IpcError.Corrupt)] // Behind the end.
    [InlineData(TagAt + 9, 0x80, IpcError.Corrupt)] // Before the beginning.
    [InlineData(TagAt + 10, 16, IpcError.Corrupt)] // More than there are.
    [InlineData(TagAt + 11, (byte)MessageTag.Null, IpcError.Corrupt)] // No memory.
    public void What_the_memory_does_not_have_is_refused(int at, byte value, IpcError error)
    {
        using IpcMemory memory = IpcMemory.Create(64);
        byte[] message = Encode(memory.AsArray<int>(8, 5));
        message[at] = value;
        Assert.Equal(error, Assert.Throws<IpcException>(() => Decode(message)).Error);
    }

    [Fact]
    public void A_view_whose_memory_is_gone_says_so()
    {
        byte[] message;
        using (IpcMemory memory = IpcMemory.Create(64))
        {
            message = Encode(memory.AsArray<int>());
        }

        Assert.Equal(IpcError.NotFound, Assert.Throws<IpcException>(() => Decode(message)).Error);
    }

    private static byte[] Encode(object value) => Samples.Encoding.Encode(value);

    private static object? Decode(byte[] message) => Samples.Encoding.Decode(message);
}
