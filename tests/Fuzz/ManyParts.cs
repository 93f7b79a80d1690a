using System.Text;
using Ipc.Commands;

namespace Ipc.Tests.Fuzz;

/// <summary>
/// Makes messages of many parts that are alike: one container, or several inside each other, and parts that follow from
/// their numbers, by rules under which tables, caches and lists go slowly.
/// </summary>
internal sealed class ManyParts
{
    private static readonly PowerShellEncoding s_encoding = new();

    private readonly Random _random;
    private readonly List<Func<long, byte[]>> _families;

    public ManyParts(Random random)
    {
        _random = random;
        long step = Step();
        long fixedPart = random.Next();
        int places = new Dictionary<int, object>(random.Next(100, 60_000)).EnsureCapacity(0);
        int size = random.Next(1, 60);
        _families =
        [
            i => Value((int)(i * step)),
            i => Value((int)(i * places)),
            i => Value((i << 32) | (i ^ (fixedPart & 0xFFFF))),
            i => Value(i * step),
            i => Value(BitConverter.Int64BitsToDouble((i << 32) | (i ^ fixedPart))),
            i => Value((double)i),
            i => Value(new Version((int)(i & 15), 0, (int)(i * 256 % int.MaxValue), 0)),
            i => Value(new Version(1, (int)(fixedPart & 255), (int)(i << 8 & int.MaxValue), 7)),
            i => Value(new TimeSpan((i << 32) | (i ^ (fixedPart & 0xFFFF)))),
            i => Value(new DateTime((i << 32 | i) & 0x2BCA2875F4373FFF)),
            i => Value(new Guid((int)i, 0, 0, new byte[8])),
            i => Value(((Int128)i << 64) | (Int128)i),
            i => Value(new decimal((int)i, (int)i, 0, false, 0)),
            i => Value(new System.Numerics.Complex(i, i)),
            i => Value(System.Numerics.BigInteger.Pow(i, size)),
            i => Value((char)i),
            i => Value($"name{i}"),
            i => Value(new string('x', size) + i),
            i => Value((i, "x")),
            i => Value(Tuple.Create((object)((i << 32) | (i ^ 5)))),
            i => Value(DayOfWeek.Friday),
            _ => Value(fixedPart),
            _ => [(byte)MessageTag.ErrorRecord, 0],
            _ => [(byte)((byte)MessageTag.ErrorRecord + random.Next(7)), 0],
            _ => [(byte)MessageTag.XmlDocument, 0x80],
            i => [(byte)MessageTag.XmlDocument, .. Text($"<a b{i}=\"1\" c{i}=\"2\"><b/></a>")],
            i => [(byte)MessageTag.Enum, .. Text($"System.No{i % 1000}"), .. Text("Type"), .. Text("x"), 0xC9],
            i => [(byte)MessageTag.Enum, .. Text("System.Private.CoreLib"), .. Text($"System.No{i}"), .. Text("x"), 0xC9],
            i => [(byte)MessageTag.CultureInfo, .. Text($"zz-x{i % 200}")],
            i => [(byte)MessageTag.CultureInfo, .. Text(i % 2 == 0 ? "de-CH" : "en-US")],
            _ => [(byte)MessageTag.TimeZone, .. Text("Europe/Berlin"), (byte)MessageTag.Null],
            i => [(byte)MessageTag.Tuple, (byte)(i & 1), 4, (byte)(17 + (i % 3)), (byte)(26 + (i / 3 % 3)), (byte)(26 + (i / 9 % 3)), 0, 0x80, 1, 1, 1],
            i => [(byte)MessageTag.Jagged, (byte)(i % 32), (byte)(2 + (i / 32 % 31)), 0],
            i => [(byte)MessageTag.Dictionary, (byte)(i % 32), (byte)(i / 32 % 32), 0, 0],
            i => [(byte)MessageTag.Grid, 6, 32, .. Enumerable.Repeat((byte)1, 31), (byte)(i % 2), .. i % 2 == 1 ? (byte[])[0xC9] : []],
            i => [(byte)MessageTag.TypedList, (byte)(i % 32), 0],
            i => [(byte)MessageTag.Regex, .. Text(string.Concat(Enumerable.Repeat("(a|b)*", size))), 0, .. BitConverter.GetBytes(-10000L)],
            i => [(byte)MessageTag.Json, .. Text($"{{\"a{i}\":[1,2]}}")],
            i => [(byte)MessageTag.PropertyBag, (byte)(i == 0 ? 1 : 2), .. i == 0 ? Names(size) : [], (byte)MessageTag.Null, 0],
            i => [(byte)MessageTag.PropertyBag, 0, .. Text("text"), 0],
            i => [(byte)MessageTag.Decorated, .. Value(i), 0, (byte)MessageTag.Null, .. Text($"Note{i % 3}"), 0xC9, 0],
            i => [(byte)MessageTag.Decorated, .. Text("x"), 0, .. Text("text"), 0],
            i => [(byte)MessageTag.ScriptBlock, .. Text($"# {i}\n$x")],
            i => [(byte)MessageTag.Reference, (byte)(i % 32), (byte)MessageTag.Null],
            i => [(byte)MessageTag.BackReference, 0],
            i => [(byte)MessageTag.Encoding, .. Varint(28591), (byte)(i % 4)],
        ];
    }

    /// <summary>A message of about a length.</summary>
    public byte[] Make(int length)
    {
        byte[] inner = Container(length);
        for (int around = _random.Next(4) == 0 ? _random.Next(1, 6) : 0; around > 0; around--)
        {
            inner = Wrap(inner);
        }

        return [MessageLimits.Version, .. inner];
    }

    private byte[] Container(int length)
    {
        Func<long, byte[]> key = _families[_random.Next(_families.Count)];
        Func<long, byte[]> value = _random.Next(3) == 0 ? _families[_random.Next(_families.Count)] : static _ => [0xC9];
        byte code = (byte)(_random.Next(2) == 0 ? 0 : Code(key(1)));
        byte comparer = (byte)_random.Next(7);
        return _random.Next(10) switch
        {
            0 => Counted([(byte)MessageTag.Array], length, key),
            1 => Counted([(byte)MessageTag.ArrayList], length, key),
            2 or 3 => Counted([(byte)MessageTag.Hashtable, comparer], length, i => [.. key(i), .. value(i)]),
            4 => Counted([(byte)MessageTag.OrderedDictionary, comparer], length, i => [.. key(i), .. value(i)]),
            5 or 6 => Counted([(byte)MessageTag.Dictionary, code, 0, comparer], length, i => [.. key(i), .. value(i)]),
            7 => Counted([(byte)MessageTag.Set, code, comparer], length, key),
            8 => [(byte)MessageTag.CustomObject, .. Repeated(length, Property(key, value), out _), 0],
            _ => Chain(length, key),
        };
    }

    private Func<long, byte[]> Property(Func<long, byte[]> key, Func<long, byte[]> value)
    {
        int kind = _random.Next(3);
        long apart = _random.Next(1, 30_000);
        return i => [.. Text(kind == 0 ? $"n{i}" : kind == 1 ? $"n{Math.Min(i, apart)}" : $"n{i % apart}"), .. _random.Next(2) == 0 ? value(i) : key(i)];
    }

    // Each inside the one before it.
    private byte[] Chain(int length, Func<long, byte[]> part)
    {
        byte[] before = _random.Next(5) switch
        {
            0 => [(byte)MessageTag.Array, 2, .. part(1)],
            1 => [(byte)MessageTag.Hashtable, 0, 1, .. Text("k")],
            2 => [(byte)MessageTag.CustomObject, .. Text("n")],
            3 => [(byte)MessageTag.Tuple, 0, 1, 0],
            _ => [(byte)MessageTag.Array, .. Varint((ulong)_random.Next(1, length))],
        };
        int times = length / before.Length;
        byte[] end = before[0] == (byte)MessageTag.CustomObject ? Enumerable.Repeat((byte)0, times).ToArray() : [];
        return [.. Enumerable.Repeat(before, times).SelectMany(static one => one), 0xC9, .. end];
    }

    // A record with the message as its object, which is a message of its own.
    private byte[] Wrap(byte[] inner) => _random.Next(3) switch
    {
        0 => [(byte)MessageTag.InformationRecord, .. Text("MessageData"), (byte)MessageTag.Nested, .. Varint((ulong)inner.Length), .. inner, 0],
        1 => [(byte)MessageTag.InformationRecord, .. Text("MessageData"), (byte)MessageTag.Nested, .. Varint((ulong)inner.Length + 4), (byte)MessageTag.Array, .. Varint((ulong)inner.Length / 2 | 0x4000), .. inner, 0],
        _ => [(byte)MessageTag.Array, 1, .. inner],
    };

    private static byte[] Counted(byte[] head, int length, Func<long, byte[]> part)
    {
        byte[] parts = Repeated(length, part, out int count);
        return [.. head, .. Varint((ulong)count), .. parts];
    }

    private static byte[] Repeated(int length, Func<long, byte[]> part, out int count)
    {
        List<byte> parts = new(length + 100);
        for (count = 0; parts.Count < length; count++)
        {
            parts.AddRange(part(count));
        }

        return [.. parts];
    }

    private long Step() => _random.Next(5) switch
    {
        0 => 1,
        1 => 1L << _random.Next(1, 40),
        2 => -1,
        3 => _random.Next(),
        _ => (1L << 32) + 1,
    };

    // The element type that a part begins with, where there is one.
    private static byte Code(byte[] part) => (MessageTag)part[0] switch
    {
        >= MessageTag.SmallInteger or MessageTag.Int32 => (byte)ElementCode.Int32,
        MessageTag.Int64 => (byte)ElementCode.Int64,
        MessageTag.Double => (byte)ElementCode.Double,
        MessageTag.TimeSpan => (byte)ElementCode.TimeSpan,
        MessageTag.DateTime => (byte)ElementCode.DateTime,
        MessageTag.Version => (byte)ElementCode.Version,
        MessageTag.Guid => (byte)ElementCode.Guid,
        MessageTag.Int128 => (byte)ElementCode.Int128,
        MessageTag.Decimal => (byte)ElementCode.Decimal,
        MessageTag.Complex => (byte)ElementCode.Complex,
        MessageTag.BigInteger => (byte)ElementCode.BigInteger,
        MessageTag.Char => (byte)ElementCode.Char,
        _ => (byte)ElementCode.PSObject,
    };

    private static byte[] Names(int count) =>
        [(byte)count, .. Enumerable.Range(0, count).SelectMany(static i => Text($"Some.Name.Of.A.Type{i}"))];

    private static byte[] Value(object value) => s_encoding.Encode(value)[1..];

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)MessageTag.String, .. Varint((ulong)bytes.Length), .. bytes];
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
