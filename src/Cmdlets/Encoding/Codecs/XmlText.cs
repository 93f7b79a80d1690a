using System.Xml;

namespace Ipc.Commands;

/// <summary>
/// Turns markup from a message into a document: no DTD, nothing fetched, and never so deep that printing it ends the
/// stack.
/// </summary>
internal static class XmlText
{
    private const int Deepest = 256;

    /// <summary>The markup of a node; refused where a reader would refuse it.</summary>
    public static string Of(XmlNode node)
    {
        int depth = 0;
        for (XmlNode? at = node; at is not null;)
        {
            if (depth > Deepest)
            {
                throw new RefusedValueException($"is XML nested more than {Deepest} levels deep", "Send a flatter document, or its parts.");
            }

            if (at.FirstChild is { } child)
            {
                at = child;
                depth++;
                continue;
            }

            while (at != node && at is not null && at.NextSibling is null)
            {
                at = at.ParentNode;
                depth--;
            }

            at = at is null || at == node ? null : at.NextSibling;
        }

        return node.OuterXml;
    }

    /// <summary>Parses markup.</summary>
    public static XmlDocument Parse(string markup)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        XmlDocument document = new() { XmlResolver = null, PreserveWhitespace = true };
        if (markup.Length == 0)
        {
            return document;
        }

        try
        {
            using (XmlReader scan = XmlReader.Create(new StringReader(markup), settings))
            {
                while (scan.Read())
                {
                    if (scan.Depth > Deepest)
                    {
                        throw MessageError.Corrupt("an XML document is nested too deep");
                    }
                }
            }

            using XmlReader reader = XmlReader.Create(new StringReader(markup), settings);
            document.Load(reader);
            return document;
        }
        catch (XmlException exception)
        {
            throw MessageError.Corrupt("an XML document is not one", exception);
        }
    }
}
