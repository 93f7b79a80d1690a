using System.Buffers;
using System.Management.Automation;
using System.Runtime.InteropServices;
using Ipc.Commands;
using Ipc.Model;
using Ipc.Regions;

namespace Ipc.Tests.Encoding;

/// <summary>Large arrays by themselves are the same messages whichever way they are written and read.</summary>
public sealed class ArrayMessageTests
{
    private const int Least = IArrayEncoding.LeastBytes;

    private static readonly IArrayEncoding s_encoding = Wire.Encoding;

    private static readonly Type[] s_types =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(char),
    ];

    // The smallest, one more, and so many that the count takes one more byte.
    public static IEnumerable<object[]> Arrays =>
        from type in s_types
        let least = Least / SizeOf(type)
        from count in new[] { least, least + 1, 1 << 21 }
        select new object[] { type, count };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void It_is_the_same_message(Type type, int count)
    {
        Array array = Random(type, count);
        ArrayBufferWriter<byte> head = new();
        Assert.Same(array, s_encoding.EncodeHead(array, head));
        byte[] message = [.. head.WrittenSpan, .. RawArray.BytesOf(array)];
        Assert.Equal(Wire.Encoding.Encode(array), message);
        Assert.InRange(head.WrittenCount, 1, IArrayEncoding.LongestHead);

        Array made = s_encoding.MakeArray(message.AsSpan(0, IArrayEncoding.LongestHead), message.Length)!;
        Assert.Equal(array.GetType(), made.GetType());
        Assert.Equal(count, made.Length);
        message.AsSpan(head.WrittenCount).CopyTo(RawArray.BytesOf(made));
        Assert.True(Wire.Same(Wire.Encoding.Decode(message), made));
    }

    [Fact]
    public void Values_of_other_sorts_go_the_other_way()
    {
        PSObject decorated = new(new byte[Least]);
        decorated.Properties.Add(new PSNoteProperty("Note", 1));
        PSObject named = new(new byte[Least]);
        named.TypeNames.Insert(0, "Mine");
        object?[] others =
        [
            null, "text", new byte[Least - 1], new bool[Least], new Half[Least], new Int128[Least], new Guid[Least], new decimal[Least], new string[Least],
            new DayOfWeek[Least], new object[Least], new byte[2, Least], Array.CreateInstance(typeof(byte), [Least], [1]), new List<byte>(new byte[Least]),
            decorated, named, new byte[1][],
        ];
        foreach (object? other in others)
        {
            ArrayBufferWriter<byte> head = new();
            Assert.Null(s_encoding.EncodeHead(other, head));
            Assert.Equal(0, head.WrittenCount);
        }
    }

    [Fact]
    public void A_wrapper_that_adds_nothing_makes_no_difference()
    {
        byte[] array = new byte[Least];
        ArrayBufferWriter<byte> head = new();
        Assert.Same(array, s_encoding.EncodeHead(PSObject.AsPSObject(array), head));
        byte[] message = [.. head.WrittenSpan, .. array];
        Assert.Equal(Wire.Encoding.Encode(PSObject.AsPSObject(array)), message);
    }

    [Fact]
    public void What_is_no_array_or_damaged_makes_none()
    {
        byte[] message = Wire.Encoding.Encode(new int[Least]);
        byte[] head = message[..IArrayEncoding.LongestHead];
        Assert.NotNull(s_encoding.MakeArray(head, message.Length));
        Assert.Null(s_encoding.MakeArray(head, message.Length - 1));
        Assert.Null(s_encoding.MakeArray(head, message.Length + 4));
        Assert.Null(s_encoding.MakeArray([], message.Length));
        Assert.Null(s_encoding.MakeArray(head.AsSpan(0, 3), message.Length));
        Assert.Null(s_encoding.MakeArray(head.AsSpan(0, 4), message.Length));
        Assert.Null(s_encoding.MakeArray(With(0, 99), message.Length)); // Another version.
        Assert.Null(s_encoding.MakeArray(With(1, (byte)MessageTag.List), message.Length));
        Assert.Null(s_encoding.MakeArray(With(2, (byte)ElementCode.Object), message.Length));
        Assert.Null(s_encoding.MakeArray(With(2, (byte)ElementCode.Boolean), message.Length));
        Assert.Null(s_encoding.MakeArray(With(2, (byte)ElementCode.Int16), message.Length)); // Not as many bytes as there are.
        Assert.Null(s_encoding.MakeArray(With(2, 255), message.Length));
        byte[] endless = [.. head.AsSpan(0, 3), .. Enumerable.Repeat((byte)0xFF, IArrayEncoding.LongestHead - 3)];
        Assert.Null(s_encoding.MakeArray(endless, message.Length));
        byte[] huge = [.. head.AsSpan(0, 3), 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[8]]; // 32 GiB in four bytes each.
        Assert.Null(s_encoding.MakeArray(huge, message.Length));

        byte[] With(int at, byte value)
        {
            byte[] changed = [.. head];
            changed[at] = value;
            return changed;
        }
    }

    [Fact]
    public void Through_a_queue_it_is_what_the_other_way_gives()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new PowerShellEncoding());
        foreach ((Type type, int count) in Arrays.Select(row => ((Type)row[0], (int)row[1])))
        {
            Array array = Random(type, count);
            queue.Send(array);
            queue.TrySendBytes(Wire.Encoding.Encode(array), TimeSpan.Zero);
            Assert.True(Wire.Same(array, queue.Receive(20)));
            object? value = queue.Receive(20);
            Assert.True(Wire.Same(array, value));
        }
    }

    private static Array Random(Type type, int count)
    {
        Array array = Array.CreateInstance(type, count);
        new Random(count).NextBytes(RawArray.BytesOf(array));
        return array;
    }

    private static int SizeOf(Type type) => type == typeof(char) ? sizeof(char) : Marshal.SizeOf(type);
}
