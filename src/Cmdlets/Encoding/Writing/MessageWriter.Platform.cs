using System.Net.Mail;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Xml;

namespace Ipc.Commands;

/// <summary>Objects of the platform that a text or a few values tell wholly.</summary>
internal ref partial struct MessageWriter
{
    private void WritePlatformObject(ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.XmlElement:
                WriteTag(MessageTag.XmlElement);
                WriteText(XmlText.Of((XmlElement)value));
                break;
            case ValueKind.TimeZone:
                WriteTag(MessageTag.TimeZone);
                WriteText(((TimeZoneInfo)value).Id);
                WriteTextOrNull(TimeZones.RulesOf((TimeZoneInfo)value));
                break;
            case ValueKind.MailAddress:
                WriteTag(MessageTag.MailAddress);
                WriteText(((MailAddress)value).Address);
                WriteText(((MailAddress)value).DisplayName);
                break;
            case ValueKind.Encoding:
                System.Text.Encoding encoding = (System.Text.Encoding)value;
                WriteTag(MessageTag.Encoding);
                WriteVarint((uint)encoding.CodePage);
                WriteByte(EncodingShape.FlagsOf(encoding));
                break;
            case ValueKind.Certificate:
                byte[] certificate = ((X509Certificate2)value).RawData;
                WriteTag(MessageTag.Certificate);
                WriteVarint((uint)certificate.Length);
                WriteBytes(certificate);
                break;
            default:
                WriteJson((JsonNode)value);
                break;
        }
    }

    private void WriteJson(JsonNode node)
    {
        string text;
        try
        {
            text = node.ToJsonString();
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or ArgumentException or System.Text.Json.JsonException)
        {
            throw new RefusedValueException(
                $"is JSON that cannot be written ({exception.Message.TrimEnd('.')})", "JSON has no NaN and no "
                    + "cycles, and goes at most 1,000 levels deep.");
        }

        WriteTag(MessageTag.Json);
        WriteText(text);
    }
}
