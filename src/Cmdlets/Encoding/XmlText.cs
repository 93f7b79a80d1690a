using System.Xml;

namespace Ipc.Commands;

/// <summary>Turns markup from a message into a document: no DTD, nothing fetched, and never so deep that printing it ends the stack.</summary>
internal static class XmlText
{
    private const int Deepest = 256;

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
