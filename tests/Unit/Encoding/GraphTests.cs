using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Numerics;
using CsCheck;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

/// <summary>Random graphs of data, there and back.</summary>
public sealed partial class GraphTests
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
    public void Any_graph_of_data_arrives_as_it_was() => ArriveAsTheyWere(1000);

    [Fact]
    [Trait("Category", "Soak")]
    public void Any_of_many_graphs_arrives_as_it_was() => ArriveAsTheyWere(50_000);

    private static void ArriveAsTheyWere(int graphs) =>
        s_graph.Sample(value => Wire.Same(value, Wire.RoundTrip(value)), iter: graphs);

    /// <summary>By PowerShell's own serializer, too: what it writes of the one it writes of the other.</summary>
    [Fact]
    public void Any_graph_is_the_same_in_the_eyes_of_CLIXML() => s_graph.Sample(
        value =>
        {
            string? before = Xml(value);
            return before is null || before == Xml(Wire.RoundTrip(value));
        },
        iter: 300);

    [Fact]
    public void A_part_that_is_there_twice_arrives_once() => s_graph.Sample(
        value =>
        {
            Hashtable holder = new() { ["part"] = value };
            object[] arrived = Wire.RoundTrip<object[]>(new object?[] { holder, value, holder, new object?[] { holder } });
            return ReferenceEquals(arrived[0], arrived[2]) && ReferenceEquals(arrived[0], ((object[])arrived[3])[0])
                && Wire.Same(value, arrived[1]) && Wire.Same(value, ((Hashtable)arrived[0])["part"]);
        },
        iter: 300);

    // The order of a hashtable's pairs is nobody's promise, so lines are compared without theirs. Some characters are
    // none in XML, and CLIXML does not escape all of them.
    private static string? Xml(object? value)
    {
        try
        {
            string[] lines = NumberedReference().Replace(PSSerializer.Serialize(value, 20), "").Split('\n', StringSplitOptions.TrimEntries);
            Array.Sort(lines, StringComparer.Ordinal);
            return string.Join('\n', lines);
        }
        catch (ArgumentException)
        {
            return null;
        }
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

    [System.Text.RegularExpressions.GeneratedRegex(" RefId=\"\\d+\"")]
    private static partial System.Text.RegularExpressions.Regex NumberedReference();
}
