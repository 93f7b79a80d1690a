using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Management.Automation;
using System.Numerics;
using CsCheck;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class FuzzTests
{
    private static readonly Gen<object?> s_leaf = Gen.OneOf<object?>(
        Gen.Const((object?)null),
        Gen.Bool.Select(x => (object?)x),
        Gen.Int.Select(x => (object?)x),
        Gen.Int[-10, 60].Select(x => (object?)x),
        Gen.Long.Select(x => (object?)x),
        Gen.ULong.Select(x => (object?)x),
        Gen.UInt.Select(x => (object?)x),
        Gen.Short.Select(x => (object?)x),
        Gen.Byte.Select(x => (object?)x),
        Gen.Double.Select(x => (object?)x),
        Gen.Float.Select(x => (object?)x),
        Gen.Decimal.Select(x => (object?)x),
        Gen.String.Select(x => (object?)x),
        Gen.Char.Array.Select(x => (object?)new string(x)),
        Gen.Char.Select(x => (object?)x),
        Gen.Guid.Select(x => (object?)x),
        Gen.DateTime.Select(x => (object?)x),
        Gen.DateTimeOffset.Select(x => (object?)x),
        Gen.TimeSpan.Select(x => (object?)x),
        Gen.Byte.Array.Select(x => (object?)x),
        Gen.Int.Array.Select(x => (object?)x),
        Gen.Double.List.Select(x => (object?)x),
        Gen.String.Array.Select(x => (object?)x),
        Gen.String.HashSet.Select(x => (object?)x),
        Gen.Long.Select(x => (object?)new BigInteger(x)),
        Gen.Enum<DayOfWeek>().Select(x => (object?)x));

    private static readonly Gen<object?> s_graph = Gen.Recursive<object?>((depth, self) => depth > 4
        ? s_leaf
        : Gen.Frequency(
            (4, s_leaf),
            (1, self.Array[0, 6].Select(x => (object?)x)),
            (1, self.List[0, 6].Select(x => (object?)x)),
            (1, self.Array[0, 6].Select(x => (object?)new ArrayList(x))),
            (1, Gen.Select(Gen.String, self).Array[0, 6].Select(Table)),
            (1, Gen.Select(Gen.String, self).Array[0, 6].Select(Ordered)),
            (1, Gen.Select(Gen.String[1, 8], self).Array[0, 6].Select(Custom))));

    [Fact]
    public void Any_graph_of_data_arrives_as_it_was() =>
        s_graph.Sample(value => Wire.Same(value, Wire.RoundTrip(value)), iter: 5000);

    [Fact]
    public void Changed_messages_and_random_bytes_give_a_value_or_an_error_of_ours()
    {
        Random random = new(20240229);
        byte[][] seeds = [.. Seeds()];
        Stopwatch watch = Stopwatch.StartNew();
        int values = 0;
        int inputs = 0;
        for (; inputs < 200_000 && watch.Elapsed < TimeSpan.FromSeconds(60); inputs++)
        {
            byte[] input = inputs % 4 == 0 ? Noise(random) : Mutate(random, seeds);
            try
            {
                Wire.Encoding.Decode(input);
                values++;
            }
            catch (IpcException)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"{Convert.ToHexString(input)}: {exception}");
            }
        }

        // Both outcomes must be common, or the inputs test nothing.
        Assert.InRange(values, inputs / 50, inputs - (inputs / 50));
        Assert.True(inputs > 20_000, $"only {inputs} inputs in {watch.Elapsed}");
    }

    private static IEnumerable<byte[]> Seeds()
    {
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("Name", "value"));
        PSObject named = new();
        named.TypeNames.Insert(0, "My.Type");
        named.Properties.Add(new PSNoteProperty("Deep", new object[] { custom, custom }));
        PSObject decorated = new("text");
        decorated.Properties.Add(new PSNoteProperty("Note", 1));
        InformationRecord information = new(new HostInformationMessage { Message = "hi", ForegroundColor = ConsoleColor.Red }, "source");
        information.Tags.Add("tag");
        foreach (object[] row in ((IEnumerable<object[]>)ScalarTests.Values).Concat(CollectionTests.Values))
        {
            yield return Cut(Wire.Encoding.Encode(row[0]));
        }

        object[] more =
        [
            custom, named, decorated, new object[] { named, named, decorated }, new Tuple<string, int>("a", 1), ScalarTests.Flavour.Sweet,
            new ErrorRecord(new IOException("x", new ArgumentException("y")), "Id", ErrorCategory.ReadError, new Hashtable { ["k"] = custom }),
            information, new WarningRecord("w"), new ProgressRecord(1, "a", "s"), new SortedList { ["a"] = 1 }, new Queue(new[] { 1 }), new Stack(new[] { 1 }),
            new System.Text.RegularExpressions.Regex("a+b"), ScriptBlock.Create("$x + 1"), System.Globalization.CultureInfo.InvariantCulture, new SwitchParameter(true),
        ];
        foreach (object value in more)
        {
            yield return Cut(Wire.Encoding.Encode(value));
        }

        yield return Wire.Encoding.Encode(more);
    }

    private static byte[] Cut(byte[] message) => message.Length > 400 ? message[..400] : message;

    private static byte[] Noise(Random random)
    {
        byte[] bytes = new byte[random.Next(1, 60)];
        random.NextBytes(bytes);
        bytes[0] = MessageLimits.Version;
        if (bytes.Length > 1)
        {
            // Containers first, so that what follows is read as their content.
            bytes[1] = random.Next(3) == 0 ? bytes[1] : (byte)random.Next(0x50);
        }

        return bytes;
    }

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        List<byte> bytes = [.. seeds[random.Next(seeds.Length)]];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 1; change--)
        {
            int place = random.Next(1, bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(place, Math.Min(random.Next(1, 8), bytes.Count - place));
                    break;
                case 3:
                    bytes.InsertRange(place, seeds[random.Next(seeds.Length)].Skip(1).Take(random.Next(1, 40)));
                    break;
                case 4:
                    bytes.InsertRange(place, Message.Varint((ulong)random.NextInt64()));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }
        }

        return [.. bytes];
    }

    private static object? Table((string, object?)[] pairs)
    {
        Hashtable table = new(StringComparer.Ordinal);
        foreach ((string key, object? value) in pairs)
        {
            table[key] = value;
        }

        return table;
    }

    private static object? Ordered((string, object?)[] pairs)
    {
        OrderedDictionary table = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, object? value) in pairs)
        {
            table[key] = value;
        }

        return table;
    }

    private static object? Custom((string, object?)[] pairs)
    {
        PSObject custom = new();
        foreach ((string key, object? value) in pairs)
        {
            custom.Properties.Add(new PSNoteProperty(key, value), preValidated: true);
        }

        return custom;
    }
}
