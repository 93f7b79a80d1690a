using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml;
using Xunit;

namespace Ipc.Tests.Encoding;

public sealed class ScalarTests
{
    public static TheoryData<object> Values => new()
    {
        true, false, 0, -8, -9, 55, 56, int.MinValue, int.MaxValue, 0L, 1L, long.MinValue, long.MaxValue,
        (byte)0, byte.MaxValue, sbyte.MinValue, (sbyte)7, short.MinValue, short.MaxValue, ushort.MaxValue, 0u, uint.MaxValue, ulong.MaxValue,
        Int128.MinValue, Int128.MaxValue, UInt128.MaxValue, (Int128)(-3), Half.MaxValue, Half.NaN, float.Epsilon, float.NaN,
        double.MaxValue, double.NegativeZero, double.NaN, double.PositiveInfinity, 0.1,
        0m, decimal.MaxValue, decimal.MinValue, 1.10m, -0.0000001m,
        BigInteger.Zero, BigInteger.Pow(7, 300), -BigInteger.Pow(2, 64), new Complex(1.5, -2), 'a', '\uD800', '\0',
        DBNull.Value, Guid.NewGuid(), new Version(1, 2), new Version(1, 2, 3), new Version(1, 2, 3, 4),
        new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(7), new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Local),
        DateTime.MinValue, DateTime.MaxValue, new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromMinutes(-570)), DateTimeOffset.MaxValue,
        new DateOnly(2024, 2, 29), DateOnly.MinValue, DateOnly.MaxValue, new TimeOnly(23, 59, 59, 999), TimeSpan.MinValue, TimeSpan.FromDays(1.5),
        new Uri("https://example.org/a b?c=ü#d"), new Uri("../x y", UriKind.Relative), new Uri("file:///tmp/x"),
        new IPEndPoint(IPAddress.Parse("10.1.2.3"), 65535), new SemanticVersion(1, 2, 3, "rc.1", "build"),
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_arrives_with_its_type(object value)
    {
        object? arrived = Wire.RoundTrip(value);

        Assert.True(Wire.Same(value, arrived), $"{value.GetType()} {value} arrived as {arrived?.GetType()} {arrived}");
    }

    [Fact]
    public void Null_and_the_empty_result_of_a_pipeline_arrive_as_null()
    {
        Assert.Null(Wire.RoundTrip(null));
        Assert.Null(Wire.RoundTrip(AutomationNull.Value));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1%3")]
    public void Addresses_keep_their_scope(string text) =>
        Assert.Equal(IPAddress.Parse(text), Wire.RoundTrip(IPAddress.Parse(text)));

    [Fact]
    public void A_regex_keeps_pattern_options_and_time_out_but_is_not_compiled_by_a_message()
    {
        Regex arrived = Wire.RoundTrip<Regex>(new Regex("^a(?<b>.)", RegexOptions.IgnoreCase | RegexOptions.Compiled, TimeSpan.FromSeconds(3)));

        Assert.Equal("^a(?<b>.)", arrived.ToString());
        Assert.Equal(RegexOptions.IgnoreCase, arrived.Options);
        Assert.Equal(TimeSpan.FromSeconds(3), arrived.MatchTimeout);
        Assert.Equal(Regex.InfiniteMatchTimeout, Wire.RoundTrip<Regex>(new Regex("x")).MatchTimeout);
    }

    [Fact]
    public void A_culture_and_a_switch_arrive_as_such()
    {
        Assert.Equal("de-CH", Assert.IsAssignableFrom<CultureInfo>(Wire.RoundTrip(CultureInfo.GetCultureInfo("de-CH"))).Name);
        Assert.True(Wire.RoundTrip<SwitchParameter>(new SwitchParameter(true)).IsPresent);
        Assert.False(Wire.RoundTrip<SwitchParameter>(new SwitchParameter(false)).IsPresent);
    }

    [Fact]
    public void An_xml_document_arrives_with_the_same_markup()
    {
        XmlDocument document = new() { PreserveWhitespace = true };
        document.LoadXml("<a b=\"1\">\n  <c>ü</c></a>");

        Assert.Equal(document.OuterXml, Wire.RoundTrip<XmlDocument>(document).OuterXml);
    }

    /// <summary>
    /// Not a theory, whose strings are stored as UTF-8 and would have lost the lone surrogates already.
    /// </summary>
    [Fact]
    public void Strings_lose_nothing()
    {
        foreach (string text in new[] { "", "plain", "grüße 漢字 🎈", "lone \uD800 surrogate", "\uDC00\uD800", "nul \0 and \uFFFF" })
        {
            foreach (int length in new[] { text.Length, 20, 21, 62, 63, 64, 127, 128, 300, 20000, 200000 })
            {
                string padded = text.PadRight(length, 'x');
                Assert.Equal(padded, Wire.RoundTrip<string>(padded));
                Assert.Equal("ü" + padded, Wire.RoundTrip<string>("ü" + padded));
            }
        }
    }

    [Fact]
    public void Enums_of_the_platform_arrive_as_themselves()
    {
        Assert.Equal(DayOfWeek.Friday, Wire.RoundTrip(DayOfWeek.Friday));
        Assert.Equal(FileAttributes.Hidden | FileAttributes.System, Wire.RoundTrip(FileAttributes.Hidden | FileAttributes.System));
        Assert.Equal(ActionPreference.Stop, Wire.RoundTrip(ActionPreference.Stop));
        Assert.Equal((DayOfWeek)77, Wire.RoundTrip((DayOfWeek)77));
        Assert.Equal(HttpStatusCode.NotFound, Wire.RoundTrip(HttpStatusCode.NotFound));
    }

    [Fact]
    public void Other_enums_arrive_as_Start_Job_gives_them()
    {
        PSObject arrived = Wire.RoundTrip<PSObject>(Flavour.Sweet);

        Assert.Equal(2L, arrived.BaseObject);
        Assert.Equal("Sweet", arrived.ToString());
        Assert.Equal("Deserialized." + typeof(Flavour).FullName, arrived.TypeNames[0]);
        Assert.Contains("Deserialized.System.Enum", arrived.TypeNames);
    }

    public enum Flavour : long
    {
        Sour = 1,
        Sweet = 2,
    }
}
