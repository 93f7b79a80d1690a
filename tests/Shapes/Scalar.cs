using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Mail;
using System.Numerics;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;

namespace Ipc.Tests.Shapes;

/// <summary>Values without parts, and objects that are wholly told by a text: all of it, to the last bit.</summary>
internal static class Scalar
{
    private const int Longest = 200;

    /// <summary>The text that tells all of it; null for everything else.</summary>
    public static string? Text(object value) => value switch
    {
        string text => Quote(text),
        char unit => $"U+{(int)unit:X4}",
        bool truth => truth.ToString(),
        sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or BigInteger =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        double number => $"{number.ToString("R", CultureInfo.InvariantCulture)} "
            + $"{BitConverter.DoubleToUInt64Bits(number):X16}",
        float number => $"{number.ToString("R", CultureInfo.InvariantCulture)} "
            + $"{BitConverter.SingleToUInt32Bits(number):X8}",
        Half number => $"{number.ToString("R", CultureInfo.InvariantCulture)} "
            + $"{BitConverter.HalfToUInt16Bits(number):X4}",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        Complex number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => $"{time:O} {time.Kind}",
        DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Enum flags => $"{flags} {flags:D}",
        DBNull => "",
        Guid or Version or IPAddress or IPEndPoint or Index or Range => value.ToString(),
        TimeZoneInfo zone => $"{zone.Id} {zone.ToSerializedString()}",
        Uri uri => $"{uri.OriginalString} {(uri.IsAbsoluteUri ? "absolute" : "relative")}",
        CultureInfo culture => culture.Name,
        Regex regex => $"{regex} {regex.Options & ~RegexOptions.Compiled} {regex.MatchTimeout}",
        MailAddress mail => mail.ToString(),
        Encoding encoding => $"{encoding.WebName} preamble {Convert.ToHexString(encoding.Preamble)}",
        ScriptBlock script => Quote(script.ToString()),
        SwitchParameter present => present.IsPresent.ToString(),
        SecureString secret => "reads " + new NetworkCredential("", secret).Password,
        PSCredential credential => $"{credential.UserName} reads {credential.GetNetworkCredential().Password}",
        X509Certificate2 certificate => $"{certificate.Thumbprint} "
            + $"{certificate.Subject}{(certificate.HasPrivateKey ? " with private key" : "")}",
        JsonNode json => json.ToJsonString(),
        XmlNode xml => xml.OuterXml,
        _ => value.GetType().FullName is string name && (name == "System.Management.Automation.SemanticVersion" || value.GetType().Assembly.GetName().Name == "Ipc.Core")
            ? value.ToString() : null,
    };

    // What is long is told by its length and a digest; what does not print, by its number.
    private static string Quote(string text)
    {
        if (text.Length > Longest)
        {
            return $"of {text.Length} units, "
                + $"{Convert.ToHexString(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan())))[..16]}";
        }

        StringBuilder quoted = new("'");
        foreach (char unit in text)
        {
            _ = char.IsControl(unit) || char.IsSurrogate(unit) ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}") : quoted.Append(unit);
        }

        return quoted.Append('\'').ToString();
    }
}
