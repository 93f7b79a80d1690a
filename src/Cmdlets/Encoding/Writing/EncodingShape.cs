using System.Text;

namespace Ipc.Commands;

/// <summary>Character encodings of the platform, by their code page.</summary>
internal static class EncodingShape
{
    private const byte WritesPreamble = 1;
    private const byte ThrowsOnInvalid = 2;

    /// <summary>Whether it is one of .NET's own, which a number names.</summary>
    public static bool CanCross(Encoding encoding) =>
        encoding.GetType().Assembly.GetName().Name is "System.Private.CoreLib" or "System.Text.Encoding.CodePages" && encoding.CodePage is > 0 and not 65000;

    /// <summary>What its number does not say.</summary>
    public static byte FlagsOf(Encoding encoding) => (byte)(
        (encoding.Preamble.IsEmpty ? 0 : WritesPreamble) | (encoding.DecoderFallback is DecoderExceptionFallback ? ThrowsOnInvalid : 0));

    /// <summary>Makes the encoding.</summary>
    public static Encoding Make(int codePage, byte flags)
    {
        if (flags > (WritesPreamble | ThrowsOnInvalid))
        {
            MessageError.ThrowCorrupt("an encoding has unknown flags");
        }

        bool preamble = (flags & WritesPreamble) != 0;
        bool throws = (flags & ThrowsOnInvalid) != 0;
        return codePage switch
        {
            65001 => new UTF8Encoding(preamble, throws),
            1200 => new UnicodeEncoding(bigEndian: false, preamble, throws),
            1201 => new UnicodeEncoding(bigEndian: true, preamble, throws),
            12000 => new UTF32Encoding(bigEndian: false, preamble, throws),
            12001 => new UTF32Encoding(bigEndian: true, preamble, throws),
            _ when throws => Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
            _ => Encoding.GetEncoding(codePage),
        };
    }
}
