using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Numerics;
using Xunit;

namespace Ipc.Tests.Encoding;

public class CollectionTests
{
    /// <summary>Whether the comparer of a table is known without running code of its class.</summary>
    private protected virtual bool TellsComparerOfUsersClass => true;

    public static TheoryData<object> Values => new()
    {
        Array.Empty<object>(), new object?[] { 1, null, "two", new object[] { 3.0 } }, new List<object?> { 1, null }, new ArrayList { 1, "x" },
        Array.Empty<byte>(), new byte[] { 1, 2, 255 }, new sbyte[] { -1 }, new short[] { -1, 2 }, new ushort[] { 65535 }, new[] { 1, 2, -3 },
        new uint[] { uint.MaxValue }, new[] { 1L, long.MinValue }, new[] { ulong.MaxValue }, new[] { Int128.MinValue }, new[] { UInt128.MaxValue },
        new[] { Half.Pi }, new[] { 1.5f, float.NaN }, new[] { 1.5, double.NaN }, new[] { 1.10m, 2m }, new[] { true, false }, new[] { 'a', '\uD800' },
        new string?[] { "a", null, "" }, new[] { DateTime.UnixEpoch, DateTime.MaxValue }, new[] { DateTimeOffset.UnixEpoch }, new[] { Guid.Empty, Guid.NewGuid() },
        new[] { TimeSpan.MaxValue }, new[] { DateOnly.MaxValue }, new[] { TimeOnly.MaxValue }, new[] { BigInteger.One }, new[] { Complex.ImaginaryOne },
        new[] { new Version(1, 2), null }, new Uri?[] { new("http://a"), null },
        new List<int> { 1, 2 }, new List<string?> { "a", null }, new List<byte> { 1 }, new List<bool> { true }, new List<DateTime> { DateTime.UnixEpoch }, new List<double>(),
        new HashSet<object?> { 1, "a", null }, new HashSet<string> { "a", "B" }, new HashSet<int> { 3, 1, 2 },
        new OrderedDictionary { ["z"] = 1, ["a"] = null, [(object)3] = "x" }, new Dictionary<string, object?> { ["a"] = 1, ["b"] = null },
        new Dictionary<int, string> { [1] = "x" }, new Dictionary<Guid, int> { [Guid.Empty] = 4 }, new Dictionary<object, object> { [1.5] = 'c' },
        new int[,] { { 1, 2, 3 }, { 4, 5, 6 } }, new string[2, 0, 3], new object?[,,] { { { 1, null }, { "x", 2.0 } } },
        new int[300], new string[1000], new object[5000],
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_collection_arrives_with_its_type_and_order(object value)
    {
        object? arrived = Wire.RoundTrip(value);

        Assert.True(Wire.Same(value, arrived), $"{value.GetType()} arrived as {arrived?.GetType()}");
    }

    [Fact]
    public void A_megabyte_goes_through_spans_of_any_size()
    {
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);

        Assert.Equal(bytes, Wire.RoundTrip(bytes));
        StingyWriter output = new();
        Wire.Encoding.Encode(bytes, output);
        Assert.Equal(bytes, Wire.Encoding.Decode(output.Written));
    }

    [Fact]
    public void A_hashtable_keeps_its_keys_and_whether_it_minds_case()
    {
        Hashtable table = new(StringComparer.OrdinalIgnoreCase) { ["Name"] = 1, [2] = "two", [DayOfWeek.Friday] = null };
        Hashtable arrived = Wire.RoundTrip<Hashtable>(table);

        Assert.Equal(3, arrived.Count);
        Assert.Equal(1, arrived["nAME"]);
        Assert.Equal("two", arrived[2]);
        Assert.True(arrived.ContainsKey(DayOfWeek.Friday));
        Assert.Null(Wire.RoundTrip<Hashtable>(new Hashtable { ["Name"] = 1 })["NAME"]);
        Assert.Equal(2, Wire.RoundTrip<Hashtable>(new Hashtable { ["a"] = 1, ["A"] = 2 })["A"]);
    }

    [Fact]
    public void Ordered_dictionaries_dictionaries_and_sets_keep_whether_they_mind_case()
    {
        Assert.Equal(1, Wire.RoundTrip<OrderedDictionary>(new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { ["Name"] = 1 })["NAME"]);
        Assert.Equal(1, Wire.RoundTrip<OrderedDictionary>(new OrderedDictionary(StringComparer.CurrentCultureIgnoreCase) { ["Name"] = 1 })["NAME"]);
        Assert.Null(Wire.RoundTrip<OrderedDictionary>(new OrderedDictionary { ["Name"] = 1 })["NAME"]);
        Assert.Equal(1, Wire.RoundTrip<Dictionary<string, object>>(new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["Name"] = 1 })["NAME"]);
        Assert.Contains("NAME", Wire.RoundTrip<HashSet<string>>(new HashSet<string>(StringComparer.InvariantCultureIgnoreCase) { "Name" }));
    }

    [Fact]
    public void Shared_parts_stay_shared_and_cycles_stay_cycles()
    {
        Hashtable shared = new() { ["x"] = 1 };
        object[] twice = [shared, shared, new List<object> { shared }];
        object?[] arrived = Wire.RoundTrip<object[]>(twice);
        Assert.True(ReferenceEquals(arrived[0], arrived[1]));
        Assert.True(ReferenceEquals(arrived[0], ((List<object>)arrived[2]!)[0]));

        Hashtable loop = new();
        loop["self"] = new object[] { loop };
        Hashtable back = Wire.RoundTrip<Hashtable>(loop);
        Assert.True(ReferenceEquals(back, ((object[])back["self"]!)[0]));
    }

    /// <remarks>
    /// Identity is asserted without the values, since a cycle would end the stack of whoever prints it.
    /// </remarks>
    [Fact]
    public void Every_kind_of_container_can_be_part_of_a_cycle()
    {
        List<object> list = [];
        ArrayList arrayList = [];
        OrderedDictionary ordered = new();
        Dictionary<string, object> dictionary = [];
        HashSet<object> set = [];
        Queue queue = new();
        Stack stack = new();
        PSObject custom = new();
        object[,] grid = new object[1, 1];
        object[] all = [list, arrayList, ordered, dictionary, set, queue, stack, custom, grid];
        list.Add(all);
        arrayList.Add(all);
        ordered["x"] = all;
        dictionary["x"] = all;
        set.Add(all);
        queue.Enqueue(all);
        stack.Push(all);
        custom.Properties.Add(new PSNoteProperty("x", all));
        grid[0, 0] = all;

        object?[] arrived = Wire.RoundTrip<object[]>(all);

        Assert.True(ReferenceEquals(arrived, ((List<object>)arrived[0]!)[0]));
        Assert.True(ReferenceEquals(arrived, ((ArrayList)arrived[1]!)[0]));
        Assert.True(ReferenceEquals(arrived, ((OrderedDictionary)arrived[2]!)["x"]));
        Assert.True(ReferenceEquals(arrived, ((Dictionary<string, object>)arrived[3]!)["x"]));
        Assert.True(ReferenceEquals(arrived, ((HashSet<object>)arrived[4]!).Single()));
        Assert.True(ReferenceEquals(arrived, ((Queue)arrived[5]!).Peek()));
        Assert.True(ReferenceEquals(arrived, ((Stack)arrived[6]!).Peek()));
        Assert.True(ReferenceEquals(arrived, ((PSObject)arrived[7]!).Properties["x"].Value));
        Assert.True(ReferenceEquals(arrived, ((object[,])arrived[8]!)[0, 0]));
    }

    [Fact]
    public void Sharing_is_found_among_many_containers()
    {
        object[] parts = Enumerable.Range(0, 20000).Select(i => (object)new object[] { i }).ToArray();
        object[] value = [parts, parts[19999], parts[0], parts[12], parts[13]];

        object?[] arrived = Wire.RoundTrip<object[]>(value);

        object[] back = (object[])arrived[0]!;
        Assert.True(ReferenceEquals(back[19999], arrived[1]));
        Assert.True(ReferenceEquals(back[0], arrived[2]));
        Assert.True(ReferenceEquals(back[12], arrived[3]));
        Assert.True(ReferenceEquals(back[13], arrived[4]));
        Assert.Equal(20000, back.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void Arrays_and_lists_of_PSObject_come_back_wrapped()
    {
        PSObject[] array = Wire.RoundTrip<PSObject[]>(new[] { new PSObject("a"), null, new PSObject((object)5) });
        Assert.Equal("a", array[0].BaseObject);
        Assert.Null(array[1]);
        Assert.Equal(5, array[2].BaseObject);
        Assert.Equal("a", Wire.RoundTrip<List<PSObject>>(new List<PSObject> { new("a") })[0].BaseObject);
        Assert.Equal(5, Wire.RoundTrip<Dictionary<string, PSObject>>(new Dictionary<string, PSObject> { ["k"] = new((object)5) })["k"].BaseObject);
        Assert.Equal("a", Wire.RoundTrip<PSObject[,]>(new PSObject[,] { { new("a") } })[0, 0].BaseObject);
    }

    [Fact]
    public void A_table_that_is_bare_in_one_place_and_decorated_in_another_arrives_in_both()
    {
        Hashtable table = new() { ["x"] = 1 };
        PSObject decorated = new(table);
        decorated.Properties.Add(new PSNoteProperty("Note", 1));

        object?[] arrived = Wire.RoundTrip<object[]>(new object[] { decorated, new[] { table } });

        Assert.Same(((PSObject)arrived[0]!).BaseObject, ((Hashtable[])arrived[1]!)[0]);
    }

    [Fact]
    public void Dictionaries_of_other_types_ignore_case_where_they_can()
    {
        Hashtable sorted = (Hashtable)Wire.RoundTrip<PSObject>(new SortedList { ["Name"] = 1 }).BaseObject;
        Assert.Equal(1, sorted["NAME"]);
        Hashtable both = (Hashtable)Wire.RoundTrip<PSObject>(new SortedList(StringComparer.Ordinal) { ["Name"] = 1, ["NAME"] = 2 }).BaseObject;
        Assert.Equal(2, both["NAME"]);
        Hashtable strict = (Hashtable)Wire.RoundTrip<PSObject>(new Derived { ["Name"] = 1 }).BaseObject;
        Assert.Equal(TellsComparerOfUsersClass ? null : 1, strict["NAME"]);
    }

    [Fact]
    public void A_table_that_changes_while_it_is_sent_is_an_error_that_says_so()
    {
        Hashtable table = new() { ["a"] = 1 };
        table["b"] = new Adding(table);

        IpcException error = Wire.Refused(table);

        Assert.Equal(IpcError.NotSupported, error.Error);
        Assert.Contains("changed by another thread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Queues_and_stacks_keep_their_order()
    {
        Assert.Equal(new object[] { 1, 2, 3 }, Wire.RoundTrip<Queue>(new Queue(new[] { 1, 2, 3 })).ToArray());
        Assert.Equal(new object[] { 3, 2, 1 }, Wire.RoundTrip<Stack>(new Stack(new[] { 1, 2, 3 })).ToArray());
    }

    [Fact]
    public void Collections_of_other_types_keep_their_content_and_the_name_of_their_type()
    {
        PSObject sorted = Wire.RoundTrip<PSObject>(new SortedList { ["b"] = 1, ["a"] = 2 });
        Assert.Equal(2, ((Hashtable)sorted.BaseObject)["a"]);
        Assert.Equal("Deserialized.System.Collections.SortedList", sorted.TypeNames[0]);

        PSObject concurrent = Wire.RoundTrip<PSObject>(new ConcurrentDictionary<string, int> { ["a"] = 1 });
        Assert.Equal(1, ((Hashtable)concurrent.BaseObject)["a"]);

        PSObject queue = Wire.RoundTrip<PSObject>(new Queue<DayOfWeek>([DayOfWeek.Monday, DayOfWeek.Friday]));
        Assert.Equal(new object[] { DayOfWeek.Monday, DayOfWeek.Friday }, ((Queue)queue.BaseObject).ToArray());

        PSObject stack = Wire.RoundTrip<PSObject>(new Stack<DayOfWeek>([DayOfWeek.Monday, DayOfWeek.Friday]));
        Assert.Equal(new object[] { DayOfWeek.Friday, DayOfWeek.Monday }, ((Stack)stack.BaseObject).ToArray());

        PSObject enums = Wire.RoundTrip<PSObject>(new[] { DayOfWeek.Friday });
        Assert.Equal(new object[] { DayOfWeek.Friday }, ((ArrayList)enums.BaseObject).ToArray());
        Assert.Equal("Deserialized.System.DayOfWeek[]", enums.TypeNames[0]);

        PSObject sequence = Wire.RoundTrip<PSObject>(Enumerable.Range(1, 3).Where(i => i != 2));
        Assert.Equal(new object[] { 1, 3 }, ((ArrayList)sequence.BaseObject).ToArray());
    }

    private sealed class Derived : Hashtable;

    public sealed class Adding(Hashtable table)
    {
        public int Added
        {
            get
            {
                table[Guid.NewGuid()] = 1;
                return table.Count;
            }
        }
    }

    private sealed class StingyWriter : System.Buffers.IBufferWriter<byte>
    {
        private readonly List<byte> _bytes = [];
        private byte[] _span = [];

        public byte[] Written => [.. _bytes];

        public void Advance(int count) => _bytes.AddRange(_span.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _span = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
