using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace Ipc.Commands;

/// <summary>Objects of the platform, made by its own parsers. What these refuse is corrupt.</summary>
internal ref partial struct MessageReader
{
    private const int DeepestJson = 1000;
    private const int StepsForDocument = 1000;

    private MailAddress ReadMailAddress()
    {
        string address = ReadText();
        string name = ReadText();
        return name.Length == 0 ? new MailAddress(address) : new MailAddress(address, name);
    }

    /// <summary>
    /// The content is looked at first: for other forms than a bare certificate the parser would go and ask for keys.
    /// </summary>
    private X509Certificate2 ReadCertificate()
    {
        byte[] bytes = ReadBytes(ReadLength(1)).ToArray();
        try
        {
            return bytes.Length > 0 && bytes[0] == 0x30 && X509Certificate2.GetCertContentType(bytes) == X509ContentType.Cert
                ? new X509Certificate2(bytes)
                : throw MessageError.Corrupt("a certificate is not one");
        }
        catch (CryptographicException exception)
        {
            throw MessageError.Corrupt("a certificate is not one", exception);
        }
    }

    private JsonNode ReadJson()
    {
        string text = ReadText();
        try
        {
            return JsonNode.Parse(text, nodeOptions: null, new JsonDocumentOptions { MaxDepth = DeepestJson })
                ?? throw MessageError.Corrupt("a JSON node is null");
        }
        catch (JsonException exception)
        {
            throw MessageError.Corrupt("a JSON text is not one", exception);
        }
    }

    private XmlDocument ReadXml()
    {
        Budget.Spend(StepsForDocument);
        return XmlText.Parse(ReadText());
    }

    private XmlElement ReadXmlElement() =>
        ReadXml().DocumentElement ?? throw MessageError.Corrupt("an XML element is missing");
}
