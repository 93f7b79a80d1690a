using System.Management.Automation;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>What a message costs to read follows from its size, and whoever waits for it can stop.</summary>
public sealed class CostTests : IClassFixture<Engine>
{
    private static readonly byte[] s_anything = [(byte)ElementCode.Object, (byte)ElementCode.String, (byte)ElementCode.Version, (byte)ElementCode.Uri];

    private readonly Engine _engine;

    public CostTests(Engine engine) => _engine = engine;

    /// <summary>Each claims that the whole rest is an array, inside the one before it.</summary>
    [Fact]
    public void Messages_inside_each_other_claim_no_more_than_the_outer_one()
    {
        byte[] inner = [.. Message.Repeat(100_000, [0xC9]).AsSpan(1)];
        for (int level = 0; level < 4; level++)
        {
            byte[] array = [(byte)MessageTag.Array, .. Message.Varint((ulong)inner.Length - 10), .. inner];
            inner = [(byte)MessageTag.InformationRecord, .. Message.Text("MessageData"), (byte)MessageTag.Nested, .. Message.Varint((ulong)array.Length), .. array, (byte)MessageTag.End];
        }

        IpcException error = Assert.Throws<IpcException>(() => Wire.Encoding.Decode(Message.Of(inner)));
        Assert.Equal(IpcError.Corrupt, error.Error);
        Assert.Contains("more than the whole", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_are_inside_each_other_four_deep_and_no_deeper()
    {
        ErrorRecord record = new(new IOException("x"), "Id", ErrorCategory.ReadError, "target");
        for (int level = 0; level < 10; level++)
        {
            record = new ErrorRecord(new IOException("x"), "Id", ErrorCategory.ReadError, record);
        }

        _engine.Inside(() => Wire.RoundTrip<ErrorRecord>(record)); // What is sent is read.
        byte[] inner = [0xC9];
        for (int level = 0; level < 5; level++)
        {
            inner = [(byte)MessageTag.InformationRecord, .. Message.Text("MessageData"), (byte)MessageTag.Nested, .. Message.Varint((ulong)inner.Length), .. inner, (byte)MessageTag.End];
        }

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(inner)));
    }

    /// <summary>Small things that are dear to make: refused where there are more than the bytes of real ones pay for.</summary>
    [Theory]
    [InlineData("error records", new byte[] { (byte)MessageTag.ErrorRecord, 0 })]
    [InlineData("documents", new byte[] { (byte)MessageTag.XmlDocument, 0x80 })]
    public void Many_empty_ones_are_refused(string what, byte[] one)
    {
        const int Count = 200_000;
        byte[] message = [MessageLimits.Version, (byte)MessageTag.Array, .. Message.Varint(Count), .. Message.Repeat(Count, one).AsSpan(1)];
        IpcException error = _engine.Inside(() => Assert.Throws<IpcException>(() => Wire.Encoding.Decode(message)));
        Assert.True(error.Message.Contains("longer", StringComparison.Ordinal), $"{what}: {error.Message}");
    }

    /// <summary>Each makes a type of its own, which stays in the process for good.</summary>
    [Fact]
    public void A_message_makes_only_some_types()
    {
        List<byte> message = [MessageLimits.Version, (byte)MessageTag.Array, .. Message.Varint(5000)];
        for (int i = 0; i < 5000; i++)
        {
            byte[] codes = [.. Enumerable.Range(0, 7).Select(place => s_anything[(i >> (2 * place)) & 3])];
            message.AddRange([(byte)MessageTag.Tuple, 0, 7, .. codes, .. codes.Select(static _ => (byte)MessageTag.Null)]);
        }

        Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => Wire.Encoding.Decode(message.ToArray())).Error);
    }

    [Fact]
    public void Names_that_the_process_would_keep_for_good_are_few()
    {
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.TimeZone, [.. Message.Text("Europe//Berlin"), (byte)MessageTag.Null])));
        List<byte> message = [MessageLimits.Version, (byte)MessageTag.Array, .. Message.Varint(400)];
        for (int i = 0; i < 400; i++)
        {
            message.AddRange([(byte)MessageTag.CultureInfo, .. Message.Text($"zz-x{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}")]);
        }

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf([.. message]));
    }

    [Fact]
    public void Whoever_is_stopped_reads_no_further()
    {
        byte[] message = Wire.Encoding.Encode(Enumerable.Range(0, 100_000).Select(i => (object)$"text {i}").ToArray());
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => Wire.Encoding.Decode(message, stopped.Token));
        Assert.IsType<object[]>(Wire.Encoding.Decode(message, CancellationToken.None));
    }

    /// <summary>An exception of any type: the parsers of the platform have each their own.</summary>
    [Theory]
    [MemberData(nameof(Impossible))]
    public void Whatever_a_parser_throws_is_corrupt(string what, byte[] value) =>
        Assert.True(_engine.Inside(() => Wire.ErrorOf(Message.Of(value))) == IpcError.Corrupt, what);

    public static TheoryData<string, byte[]> Impossible => new()
    {
        { "an element for an array of other elements", [(byte)MessageTag.Grid, (byte)ElementCode.Int32, 1, 1, .. Message.Text("x")] },
        { "a certificate", [(byte)MessageTag.Certificate, 3, 0x30, 0x01, 0x00] },
        { "a regex", [(byte)MessageTag.Regex, .. Message.Text("("), 0, 0, 0, 0, 0, 0, 0, 0, 0] },
        { "a time zone", [(byte)MessageTag.TimeZone, .. Message.Text("x"), .. Message.Text("x;y")] },
        { "a version", [(byte)MessageTag.Version, 1, 1, 1, 1] },
        { "markup", [(byte)MessageTag.XmlElement, 0x80] },
        { "a culture", [(byte)MessageTag.CultureInfo, .. Message.Text("not/one")] },
        { "an address", [(byte)MessageTag.MailAddress, 0x80, 0x80] },
        { "progress", [(byte)MessageTag.ProgressRecord, .. Message.Text("ActivityId"), (byte)MessageTag.Int32, 1, 0] },
        { "progress that goes beyond its end", [(byte)MessageTag.ProgressRecord, .. Message.Text("Activity"), 0x81, 0x61, .. Message.Text("PercentComplete"), (byte)MessageTag.Int32, 0xFE, 7, 0] },
        { "an error of no category", [(byte)MessageTag.ErrorRecord, .. Message.Text("Category"), 0xC0, 0] },
    };
}
