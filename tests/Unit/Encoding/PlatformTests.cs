using System.Collections;
using System.Management.Automation;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Xml;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Objects of the platform that arrive as themselves, and what is refused in their place.</summary>
public sealed class PlatformTests
{
    /// <summary>Those that this machine has: one that it has not is no test, and not one that passes.</summary>
    public static TheoryData<string> Zones => [.. new[] { "UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia" }
        .Where(id => TimeZoneInfo.TryFindSystemTimeZoneById(id, out _))];

    [Theory]
    [MemberData(nameof(Zones))]
    public void A_time_zone_keeps_its_rules(string id)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        TimeZoneInfo arrived = Wire.RoundTrip<TimeZoneInfo>(zone);
        Assert.Equal(zone.Id, arrived.Id);
        for (DateTime time = new(1950, 1, 1, 0, 30, 0, DateTimeKind.Utc); time.Year < 2040; time = time.AddDays(5))
        {
            Assert.Equal(TimeZoneInfo.ConvertTimeFromUtc(time, zone), TimeZoneInfo.ConvertTimeFromUtc(time, arrived));
        }
    }

    [Fact]
    public void A_time_zone_of_ones_own_arrives_by_its_rules_and_an_id_leads_to_no_other_file()
    {
        TimeZoneInfo zone = TimeZoneInfo.CreateCustomTimeZone("Here", TimeSpan.FromMinutes(90), "Here and now", "Here");
        Assert.Equal(zone.ToSerializedString(), Wire.RoundTrip<TimeZoneInfo>(zone).ToSerializedString());
        Assert.Equal(IpcError.NotSupported, Wire.ErrorOf(Message.Of(MessageTag.TimeZone, [.. Message.Text("No/Such"), (byte)MessageTag.Null])));
        foreach (string id in new[] { "", "/etc/passwd", "../../../etc/passwd", "a\0b", new string('x', 101) })
        {
            Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.TimeZone, [.. Message.Text(id), (byte)MessageTag.Null])));
        }
    }

    [Fact]
    public void Encodings_keep_their_code_page_preamble_and_strictness()
    {
        foreach (System.Text.Encoding encoding in (System.Text.Encoding[])
            [System.Text.Encoding.UTF8, new System.Text.UTF8Encoding(false, true), System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode,
             System.Text.Encoding.UTF32, System.Text.Encoding.ASCII, System.Text.Encoding.Latin1])
        {
            System.Text.Encoding arrived = Assert.IsAssignableFrom<System.Text.Encoding>(Wire.RoundTrip(encoding));
            Assert.Equal(encoding.CodePage, arrived.CodePage);
            Assert.Equal(encoding.Preamble.ToArray(), arrived.Preamble.ToArray());
            Assert.Equal(encoding.DecoderFallback.GetType(), arrived.DecoderFallback.GetType());
        }

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Encoding, [.. Message.Varint(65001), 4])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Encoding, [.. Message.Varint(65000), 0])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Encoding, [.. Message.Varint(1), 0])));
    }

    [Fact]
    public void A_mail_address_keeps_its_name()
    {
        MailAddress address = new("ann@example.org", "Ann \"the\" Nguyễn");
        Assert.Equal(address, Wire.RoundTrip<MailAddress>(address));
        Assert.Equal(address.DisplayName, Wire.RoundTrip<MailAddress>(address).DisplayName);
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.MailAddress, [.. Message.Text("no address"), .. Message.Text("")])));
    }

    [Fact]
    public void A_certificate_arrives_without_its_private_key()
    {
        using ECDsa key = ECDsa.Create();
        using X509Certificate2 certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        using X509Certificate2 arrived = Wire.RoundTrip<X509Certificate2>(certificate);
        Assert.True(certificate.HasPrivateKey);
        Assert.False(arrived.HasPrivateKey);
        Assert.Equal(certificate.Thumbprint, arrived.Thumbprint);

        // A key store in its place would make the reader derive keys, for as long as the sender says.
        byte[] store = certificate.Export(X509ContentType.Pfx, "password");
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Certificate, [.. Message.Varint((ulong)store.Length), .. store])));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Certificate, 3, 1, 2, 3)));
    }

    [Fact]
    public void Json_and_xml_elements_keep_their_text()
    {
        foreach (string text in new[] { """{"a":[1,2.50,null,{"b":"\u00FC"}],"a b":true}""", "[]", "1.50", "\"x\"" })
        {
            JsonNode node = JsonNode.Parse(text)!;
            Assert.Equal(node.ToJsonString(), Assert.IsAssignableFrom<JsonNode>(Wire.RoundTrip(node)).ToJsonString());
        }

        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Json, Message.Text("{"))));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Json, Message.Text("null"))));
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.Json, Message.Text(new string('[', 100_000)))));
        XmlDocument document = new();
        document.LoadXml("<a><b c=\"1\">d</b></a>");
        Assert.Equal("<b c=\"1\">d</b>", Wire.RoundTrip<XmlElement>(document.DocumentElement!.FirstChild!).OuterXml);
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf(Message.Of(MessageTag.XmlElement, Message.Text(""))));
    }

    [Fact]
    public void Json_that_cannot_be_written_is_refused()
    {
        JsonArray deep = [];
        for (int i = 0; i < 5000; i++)
        {
            deep = new JsonArray(deep);
        }

        Assert.Equal(IpcError.NotSupported, Wire.Refused(deep).Error);
        Assert.Equal(IpcError.NotSupported, Wire.Refused(JsonValue.Create(double.NaN)).Error);
    }

    [Fact]
    public void Arrays_of_arrays_tuples_queues_stacks_and_references_keep_their_types()
    {
        Assert.Equal([[1, 2], [], [3]], Wire.RoundTrip<int[][]>(new int[][] { [1, 2], [], [3] }));
        Assert.Equal([["a"], null!, ["b"]], Wire.RoundTrip<string[][]>(new string[][] { ["a"], null!, ["b"] }));
        Assert.Equal([[[1.5]]], Wire.RoundTrip<double[][][]>(new double[][][] { [[1.5]] }));
        Assert.Equal([[1, "x"]], Wire.RoundTrip<object[][]>(new object[][] { [1, "x"] }));
        Assert.Equal(("a", 2, 3.5), Wire.RoundTrip<(string, int, double)>(("a", 2, 3.5)));
        Assert.Equal(Tuple.Create((object)1, "b"), Wire.RoundTrip<Tuple<object, string>>(Tuple.Create((object)1, "b")));
        Assert.Equal([1, 2], Wire.RoundTrip<Queue<int>>(new Queue<int>([1, 2])));
        Assert.Equal(["b", "a"], Wire.RoundTrip<Stack<string>>(new Stack<string>(["a", "b"])));
        Assert.Equal("x", Assert.IsAssignableFrom<PSReference>(Wire.RoundTrip(new PSReference("x"))).Value);

        int[][] shared = [[1]];
        object[] twice = Wire.RoundTrip<object[]>(new object[] { shared, shared });
        Assert.Same(twice[0], twice[1]);
        PSReference loop = new(null);
        loop.Value = loop;
        PSReference looped = Assert.IsAssignableFrom<PSReference>(Wire.RoundTrip(loop));
        Assert.Same(looped, looped.Value);
        ArrayList self = [];
        self.Add(Tuple.Create<object>(self));
        Assert.Same(self.GetType(), Assert.IsType<ArrayList>(Wire.RoundTrip(self)).GetType());
    }

    [Theory]
    [InlineData("43060100")] // One level of arrays.
    [InlineData("43062100")] // Too many.
    [InlineData("43060201C9")] // A number in it.
    [InlineData("430602013311 00")] // Strings in an int[][].
    [InlineData("43060264")]
    [InlineData("42020106C9")]
    [InlineData("420000")]
    [InlineData("4200080606060606060606")]
    [InlineData("42000106 80")] // A string for an int.
    [InlineData("44060180")]
    [InlineData("450664")]
    [InlineData("29813B813B")]
    [InlineData("2E01010203")]
    public void What_makes_no_sense_is_corrupt(string bytes) =>
        Assert.Equal(IpcError.Corrupt, Wire.ErrorOf([MessageLimits.Version, .. Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))]));
}
