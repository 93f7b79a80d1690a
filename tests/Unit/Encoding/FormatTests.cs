using System.Collections;
using System.Management.Automation;
using Ipc.Commands;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class FormatTests
{
    /// <summary>
    /// A change here is a change of the format: it needs a new version number, not a new expectation.
    /// </summary>
    [Fact]
    public void The_bytes_of_a_few_values_are_pinned()
    {
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("A", 1));
        (object? Value, string Bytes)[] pinned =
        [
            (null, "0101"),
            (true, "0103"),
            (5, "01CD"),
            (-8, "01C0"),
            (55, "01FF"),
            (56, "010470"),
            (300, "0104D804"),
            (-1L, "010501"),
            (1.5, "010E000000000000F83F"),
            ("hi", "01826869"),
            ("ü", "0182C3BC"),
            ("\uD800", "01140100D8"),
            (new string('x', 64), "011340" + string.Concat(Enumerable.Repeat("78", 64))),
            (1.5m, "010F0F000000000000000000000000000100"),
            (new byte[] { 1, 2 }, "013302020102"),
            (new[] { 1, -1 }, "0133060201000000FFFFFFFF"),
            (new[] { "a", null }, "01331102816101"),
            (new object?[] { 1, null }, "013002C901"),
            (new Hashtable(StringComparer.OrdinalIgnoreCase) { ["k"] = 2 }, "01360101816BCA"),
            (custom, "013A8141C900"),
            (new DateTime(1, DateTimeKind.Utc), "01180100000000000040"),
            (new Version(1, 2), "011E02040101"),
        ];
        foreach ((object? value, string bytes) in pinned)
        {
            Assert.Equal(bytes, Convert.ToHexString(Wire.Encoding.Encode(value)));
            Assert.True(Wire.Same(value, Wire.Encoding.Decode(Convert.FromHexString(bytes))));
        }
    }

    [Fact]
    public void Back_references_and_shared_type_names_are_pinned()
    {
        object[] loop = new object[1];
        loop[0] = loop;
        Assert.Equal("0130013D00", Convert.ToHexString(Wire.Encoding.Encode(loop)));

        PSObject first = new();
        first.TypeNames.Clear();
        first.TypeNames.Add("T");
        PSObject second = new();
        second.TypeNames.Clear();
        second.TypeNames.Add("T");
        Assert.Equal("0130023B010181540100" + "3B020100", Convert.ToHexString(Wire.Encoding.Encode(new object[] { first, second })));
    }

    [Fact]
    public void Another_version_and_unknown_tags_are_a_mismatch()
    {
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(2, 1));
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(0, 1));
        Assert.Contains("newer than version 1", Assert.Throws<IpcException>(() => Wire.Encoding.Decode([2, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("0x7F, so it was written by a newer version", Assert.Throws<IpcException>(() => Wire.Encoding.Decode([1, 0x7F])).Message, StringComparison.Ordinal);
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(Message.Of(0x7F)));
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(Message.Of(0x5F)));
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(Message.Of(MessageTag.TypedArray, 200, 0)));
        Assert.Equal(IpcError.FormatMismatch, Wire.ErrorOf(Message.Of(MessageTag.Hashtable, 99, 0)));
    }

    [Fact]
    public void Every_tag_value_gives_a_value_or_an_error_of_ours()
    {
        for (int tag = 0; tag < 256; tag++)
        {
            byte[] bare = Message.Of((byte)tag);
            byte[] padded = [.. bare, .. new byte[64]];
            Exception? failure = Record.Exception(() => Wire.Encoding.Decode(bare)) ?? Record.Exception(() => Wire.Encoding.Decode(padded));
            Assert.True(failure is null or IpcException, $"tag {tag:X2}: {failure}");
        }
    }

    [Fact]
    public void Every_truncation_is_corrupt()
    {
        PSObject custom = new();
        custom.Properties.Add(new PSNoteProperty("A", new Hashtable { ["x"] = new[] { 1.5, 2 }, ["y"] = DateTimeOffset.UnixEpoch }));
        byte[] whole = Wire.Encoding.Encode(new object?[] { 1, "text", 300L, new List<string> { "a" }, Guid.Empty, DayOfWeek.Friday, custom, new Uri("http://x"), 1m });
        Wire.Encoding.Decode(whole);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(whole[..length]));
        }

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf([.. whole, 0]));
    }

    [Fact]
    public void Impossible_lengths_are_refused_before_anything_is_allocated()
    {
        MessageTag[] counted =
        [
            MessageTag.String, MessageTag.WideString, MessageTag.BigInteger, MessageTag.Array, MessageTag.List, MessageTag.ArrayList,
            MessageTag.Queue, MessageTag.Stack, MessageTag.BackReference,
        ];
        ulong[] lengths = [100, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 40, long.MaxValue, ulong.MaxValue];
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ulong length in lengths)
        {
            byte[] claim = Message.Varint(length);
            foreach (MessageTag tag in counted)
            {
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(tag, [.. claim, 1, 1])));
            }

            foreach (MessageTag tag in new[] { MessageTag.Hashtable, MessageTag.OrderedDictionary })
            {
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(tag, [0, .. claim, 1, 1])));
            }

            for (byte code = 0; code < ElementCodec.All.Length; code++)
            {
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.TypedArray, [code, .. claim, 1, 1])));
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.TypedList, [code, .. claim, 1, 1])));
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Set, [code, 0, .. claim, 1, 1])));
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Dictionary, [code, code, 0, .. claim, 1, 1])));
                Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Grid, [code, 2, .. claim, .. claim, 1, 1])));
            }

            Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Grid, [0, .. claim, 1, 1])));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void A_length_that_is_right_but_for_its_high_bits_is_refused()
    {
        byte[] claim = Message.Varint((1UL << 32) + 1);
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.String, [.. claim, 0x61])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Array, [.. claim, 1])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.TypedArray, [(byte)ElementCode.Byte, .. claim, 1])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Grid, [(byte)ElementCode.Object, 1, .. claim, 1])));
    }

    [Fact]
    public void A_grid_whose_lengths_overflow_is_refused()
    {
        // 128 to the 10th is 2 to the 70th: nothing at all in 64 bits.
        byte[] lengths = [.. Enumerable.Repeat(Message.Varint(128), 10).SelectMany(bytes => bytes)];
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Grid, [0, 10, .. lengths, .. new byte[200]])));
    }

    [Fact]
    public void Nested_claims_cannot_add_up_to_more_than_the_message()
    {
        // Each of 900 nested arrays claims a megabyte of elements, which alone it may: together they would take 7 GB.
        byte[] claim = [(byte)MessageTag.Array, .. Message.Varint(1_000_000)];
        byte[] message = Message.Repeat(900, claim, new byte[1_100_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(message));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Impossible_values_are_corrupt()
    {
        byte[][] values =
        [
            [(byte)MessageTag.End],
            [(byte)MessageTag.Int32, .. Message.Varint(1UL << 40)],
            [(byte)MessageTag.UInt32, .. Message.Varint(1UL << 40)],
            [(byte)MessageTag.Int64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            [(byte)MessageTag.Decimal, .. new byte[12], 0xFF, 0xFF, 0xFF, 0xFF],
            [(byte)MessageTag.DateTime, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x3F],
            [(byte)MessageTag.DateTimeOffset, .. new byte[8], .. Message.Varint(100000)],
            [(byte)MessageTag.DateOnly, .. Message.Varint(int.MaxValue)],
            [(byte)MessageTag.TimeOnly, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            [(byte)MessageTag.Version, 1, 1, 1, 1],
            [(byte)MessageTag.SemanticVersion, .. Message.Text("not one")],
            [(byte)MessageTag.Uri, 1, .. Message.Text("not absolute")],
            [(byte)MessageTag.Uri, 0, .. Message.Text("http://x")],
            [(byte)MessageTag.IPAddress, 5, 1, 2, 3, 4, 5],
            [(byte)MessageTag.IPEndPoint, 4, 1, 2, 3, 4, .. Message.Varint(70000)],
            [(byte)MessageTag.Regex, .. Message.Text("("), 0, .. BitConverter.GetBytes(-10000L)],
            [(byte)MessageTag.Regex, .. Message.Text("x"), 0, .. BitConverter.GetBytes(0L)],
            [(byte)MessageTag.CultureInfo, .. Message.Text(new string('x', 200))],
            [(byte)MessageTag.Switch, 2],
            [(byte)MessageTag.XmlDocument, .. Message.Text("<a>")],
            [(byte)MessageTag.XmlDocument, .. Message.Text(string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000)))],
            [(byte)MessageTag.String, 1, 0xFF],
            [(byte)MessageTag.ShortString + 1, 0xC0],
            [(byte)MessageTag.TypedArray, (byte)ElementCode.Boolean, 1, 2],
            [(byte)MessageTag.TypedArray, (byte)ElementCode.String, 1, 0xC8],
            [(byte)MessageTag.TypedArray, (byte)ElementCode.DateTime, 1, 1],
            [(byte)MessageTag.Hashtable, 0, 1, 1, 1],
            [(byte)MessageTag.Hashtable, 0, 2, 0x81, 0x61, 1, 0x81, 0x61, 1],
            [(byte)MessageTag.Hashtable, 1, 2, 0x81, 0x61, 1, 0x81, 0x41, 1],
            [(byte)MessageTag.Dictionary, (byte)ElementCode.Int32, 0, 0, 1, 0x81, 0x61, 1],
            [(byte)MessageTag.Dictionary, 17, 0, 0, 2, 0x81, 0x61, 1, 0x81, 0x61, 1],
            [(byte)MessageTag.Set, 0, 0, 2, 1, 1],
            [(byte)MessageTag.CustomObject, 0x80, 1, 0],
            [(byte)MessageTag.CustomObject, 1, 1, 0],
            [(byte)MessageTag.PropertyBag, 2, 1, 0],
            [(byte)MessageTag.PropertyBag, 1, 65, .. new byte[100]],
            [(byte)MessageTag.PropertyBag, 1, 1, 0x80, 1, 0],
            [(byte)MessageTag.Decorated, 1, 0, 1, 0],
            [(byte)MessageTag.BackReference, 0],
            [(byte)MessageTag.Enum, 0x80, 0x80, 0x80, 1],
            [(byte)MessageTag.ErrorRecord, .. Message.Text("Category"), 0x04, .. Message.Varint(5000), 0],
            [(byte)MessageTag.ErrorRecord, .. Message.Text("Id"), 0xC8, 0],
            [(byte)MessageTag.ProgressRecord, .. Message.Text("PercentComplete"), 0x81, 0x61, 0],
            [(byte)MessageTag.ProgressRecord, 0],
        ];
        foreach (byte[] value in values)
        {
            Exception? failure = Record.Exception(() => Wire.Encoding.Decode(Message.Of(value)));
            Assert.True(failure is IpcException { Error: IpcError.Corrupt }, $"{Convert.ToHexString(value[..Math.Min(20, value.Length)])}: {failure}");
        }
    }

    [Fact]
    public void Markup_cannot_reach_for_files()
    {
        string secret = Path.GetTempFileName();
        File.WriteAllText(secret, "secret");
        string markup = $"<!DOCTYPE a [<!ENTITY e SYSTEM \"file://{secret}\">]><a>&e;</a>";

        Exception? failure = Record.Exception(() => Wire.Encoding.Decode(Message.Of(MessageTag.XmlDocument, Message.Text(markup))));

        File.Delete(secret);
        Assert.True(failure is IpcException { Error: IpcError.Corrupt });
    }

    [Fact]
    public void An_enum_is_looked_up_among_loaded_assemblies_of_the_platform_only()
    {
        int before = AppDomain.CurrentDomain.GetAssemblies().Length;
        string[][] names =
        [
            ["System.Data.OleDb", "System.Data.OleDb.OleDbType"], ["System.Private.CoreLib", "System.String"], ["System.Private.CoreLib", "System.Nullable`1[[System.DayOfWeek, Evil]]"],
            ["Evil", "System.DayOfWeek"], ["System.Private.CoreLib, Version=1.0.0.0", "System.DayOfWeek"], [typeof(FormatTests).Assembly.GetName().Name!, typeof(ScalarTests.Flavour).FullName!],
        ];
        foreach (string[] name in names)
        {
            object? arrived = Wire.Encoding.Decode(Message.Of(MessageTag.Enum, [.. Message.Text(name[0]), .. Message.Text(name[1]), .. Message.Text("text"), 0xC9]));
            Assert.Equal("Deserialized." + name[1], Assert.IsType<PSObject>(arrived).TypeNames[0]);
        }

        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies().Skip(before), assembly => assembly.GetName().Name is "Evil" or "System.Data.OleDb");
    }
}
