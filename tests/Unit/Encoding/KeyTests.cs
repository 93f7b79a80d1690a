using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Keys cross plain, and telling them apart takes no longer than the message is.</summary>
public sealed class KeyTests : IClassFixture<Engine>
{
    private readonly Engine _engine;

    public KeyTests(Engine engine) => _engine = engine;

    /// <summary>A table or set of each sort, with one key that carries a member.</summary>
    public static TheoryData<string> Keyed => new(Tables(Decorated("key")).Keys);

    [Theory]
    [MemberData(nameof(Keyed))]
    public void A_key_arrives_without_what_was_added_to_it(string sort)
    {
        object arrived = _engine.Inside(() => Wire.RoundTrip(Tables(Decorated("key"))[sort])!);
        arrived = arrived is PSObject wrapper ? wrapper.BaseObject : arrived;
        object key = Assert.Single((arrived as IDictionary)?.Keys.Cast<object>() ?? ((IEnumerable)arrived).Cast<object>());
        while (key is System.Runtime.CompilerServices.ITuple tuple)
        {
            key = tuple[0]!;
        }

        Assert.Equal("key", key is PSObject { BaseObject: string text } ? text : key);
        Assert.Null(PSObject.AsPSObject(key).Properties["Note"]);
    }

    [Theory]
    [InlineData((byte)MessageTag.Hashtable, new byte[] { 0, 1 }, true)]
    [InlineData((byte)MessageTag.OrderedDictionary, new byte[] { 1, 1 }, true)]
    [InlineData((byte)MessageTag.Dictionary, new byte[] { 0, 0, 0, 1 }, true)]
    [InlineData((byte)MessageTag.Dictionary, new byte[] { (byte)ElementCode.PSObject, 0, 0, 1 }, true)]
    [InlineData((byte)MessageTag.Set, new byte[] { 0, 0, 1 }, false)]
    [InlineData((byte)MessageTag.Set, new byte[] { (byte)ElementCode.PSObject, 0, 1 }, false)]
    public void A_key_that_carries_members_is_corrupt(byte tag, byte[] head, bool pair)
    {
        byte[] key = [(byte)MessageTag.Decorated, 0xC9, 0, (byte)MessageTag.Null, .. Message.Text("Note"), 0xC9, (byte)MessageTag.End];
        byte[] inTuple = [(byte)MessageTag.Tuple, 0, 1, 0, .. key];
        byte[] last = pair ? [0xC9] : [];
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of((MessageTag)tag, [.. head, .. key, .. last])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of((MessageTag)tag, [.. head, .. inTuple, .. last])));
    }

    [Fact]
    public void A_key_that_is_another_part_of_the_message_is_that_part()
    {
        ArrayList part = [1];
        object?[] arrived = Wire.RoundTrip<object[]>(new object[] { Decorated(part), new Hashtable { [part] = "value" } });
        Assert.Equal("value", ((Hashtable)arrived[1]!)[((PSObject)arrived[0]!).BaseObject]);
    }

    [Fact]
    public void Two_keys_that_are_one_without_their_members_are_refused_before_they_are_sent()
    {
        Hashtable table = new(StringComparer.OrdinalIgnoreCase) { [Decorated("A")] = 1, [Decorated("a")] = 2 };
        Assert.Equal(2, table.Count);
        IpcException error = Wire.Refused(new object[] { table });
        Assert.Equal(IpcError.NotSupported, error.Error);
        Assert.Contains("two keys", error.Message, StringComparison.Ordinal);
        Assert.Equal(IpcError.NotSupported, Wire.Refused(new Dictionary<object, int> { ["a"] = 1, [Decorated("a")] = 2 }).Error);
        Assert.Equal(IpcError.NotSupported, Wire.Refused(new HashSet<object> { "a", Decorated("a") }).Error);
    }

    [Fact]
    public void Custom_objects_are_keys_by_which_they_are()
    {
        PSObject one = _engine.Get("[pscustomobject]@{ A = 1 }");
        PSObject two = _engine.Get("[pscustomobject]@{ A = 1 }");
        object?[] arrived = Wire.RoundTrip<object[]>(new object[] { new Hashtable { [one] = "one", [two] = "two" }, two });
        Assert.Equal("two", ((Hashtable)arrived[0]!)[arrived[1]!]);
        Assert.Equal(2, Wire.RoundTrip<HashSet<PSObject>>(new HashSet<PSObject> { one, two }).Count);
    }

    /// <summary>One would be converted to the type of the other, by its constructor.</summary>
    [Fact]
    public void Keys_that_the_engine_would_convert_are_not_taken()
    {
        int hash = new Version(1, 2).GetHashCode();
        byte[] number = [(byte)MessageTag.Int32, .. Message.Varint((ulong)(uint)((hash << 1) ^ (hash >> 31)))];
        byte[] version = Wire.Encoding.Encode(new Version(1, 2))[1..];
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Set, [(byte)ElementCode.PSObject, 0, 2, .. number, .. version])));
    }

    /// <summary>The message of the report: 40,000 keys, all with one hash.</summary>
    [Fact]
    public void Many_keys_with_one_hash_are_refused_at_once()
    {
        const int Count = 40_000;
        foreach (byte[] head in (byte[][])
        [
            [(byte)MessageTag.Hashtable, 0], [(byte)MessageTag.OrderedDictionary, 0], [(byte)MessageTag.Dictionary, (byte)ElementCode.Int64, 0, 0],
            [(byte)MessageTag.Dictionary, 0, 0, 0], [(byte)MessageTag.Set, (byte)ElementCode.Int64, 0], [(byte)MessageTag.Set, 0, 0],
        ])
        {
            List<byte> message = [MessageLimits.Version, .. head, .. Message.Varint(Count)];
            for (long i = 1; i <= Count; i++)
            {
                long key = (i << 32) | (i ^ 77); // High half xor low half: 77 for all.
                message.AddRange([(byte)MessageTag.Int64, .. Message.Varint((ulong)(key << 1))]);
                if (head[0] != (byte)MessageTag.Set)
                {
                    message.Add(0xC9);
                }
            }

            IpcException error = Assert.Throws<IpcException>(() => Wire.Encoding.Decode(message.ToArray()));
            Assert.Equal(IpcError.Corrupt, error.Error);
            Assert.Contains("longer", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Numbers that a table of this size puts all in one place, without a hash of two being the same.</summary>
    [Fact]
    public void Many_keys_that_meet_in_one_place_are_refused_as_well()
    {
        const int Count = 40_000;
        int places = PlacesOf(Count);
        List<byte> message = [MessageLimits.Version, (byte)MessageTag.Dictionary, (byte)ElementCode.Int32, 0, 0, .. Message.Varint(Count)];
        for (long i = 0; i < Count; i++)
        {
            long key = i * places;
            message.AddRange([(byte)MessageTag.Int32, .. Message.Varint((ulong)(((long)(int)key << 1) ^ ((int)key >> 31)) & uint.MaxValue), 0xC9]);
        }

        Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => Wire.Encoding.Decode(message.ToArray())).Error);
    }

    /// <summary>What is dear among honest keys: versions whose numbers the hash leaves out, whole doubles, days.</summary>
    [Fact]
    public void Honest_keys_are_far_from_the_limit()
    {
        foreach (Func<int, object> make in (Func<int, object>[])
        [
            static i => new Version(10, 0, i >> 8, i), static i => (double)i, static i => (decimal)i / 4, static i => DateTime.UnixEpoch.AddDays(i),
            static i => TimeSpan.FromDays(i), static i => (long)i << 20, static i => i * 65536, static i => "k" + i, static i => (i, "x"), static i => (Half)(i / 8f),
            static i => new Guid(i, 0, 0, new byte[8]), static i => (long)-i,
        ])
        {
            Hashtable table = [];
            HashSet<object> set = [];
            for (int i = 0; i < 50_000; i++)
            {
                table[make(i)] = i;
                set.Add(make(i));
            }

            Assert.Equal(table.Count, Wire.RoundTrip<Hashtable>(table).Count);
            Assert.Equal(set.Count, Wire.RoundTrip<HashSet<object>>(set).Count);
        }
    }

    // As it has grown when there are that many.
    private static int PlacesOf(int count)
    {
        HashSet<int> grown = [.. Enumerable.Range(0, count)];
        return grown.EnsureCapacity(0);
    }

    private static Dictionary<string, object> Tables(object key) => new()
    {
        ["Hashtable"] = new Hashtable { [key] = 1 },
        ["OrderedDictionary"] = new OrderedDictionary { [key] = 1 },
        ["Dictionary"] = new Dictionary<object, int> { [key] = 1 },
        ["Dictionary of PSObject"] = new Dictionary<PSObject, int> { [(PSObject)key] = 1 },
        ["HashSet"] = new HashSet<object> { key },
        ["HashSet of PSObject"] = new HashSet<PSObject> { (PSObject)key },
        ["another dictionary"] = new System.Collections.Concurrent.ConcurrentDictionary<object, int>([new(key, 1)]),
        ["within an array"] = new HashSet<object> { new Tuple<string>("key") },
    };

    private static PSObject Decorated(object value)
    {
        PSObject wrapper = new(value);
        wrapper.Properties.Add(new PSNoteProperty("Note", 1));
        return wrapper;
    }
}
