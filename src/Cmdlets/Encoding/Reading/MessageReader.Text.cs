using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Ipc.Commands;

/// <summary>Strings and names.</summary>
internal ref partial struct MessageReader
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a value that must be a string.</summary>
    public string ReadText() => ReadText(ReadByte());

    /// <summary>Reads a value that must be a string or null.</summary>
    public string? ReadTextOrNull()
    {
        byte tag = ReadByte();
        return tag == (byte)MessageTag.Null ? null : ReadText(tag);
    }

    /// <summary>Reads the key of a pair: as a value, but short strings come from the cache.</summary>
    public object ReadKey()
    {
        if (Remaining > 0 && _message[_position] is >= (byte)MessageTag.ShortString and < (byte)MessageTag.SmallInteger)
        {
            return ReadName(ReadByte());
        }

        return ReadPlain() ?? throw MessageError.Corrupt("a key is null");
    }

    /// <summary>Reads the next name of a property list; null at its end.</summary>
    public string? ReadPropertyName()
    {
        byte tag = ReadByte();
        if (tag == (byte)MessageTag.End)
        {
            return null;
        }

        string name = ReadName(tag);
        return name.Length > 0 ? name : throw MessageError.Corrupt("a property has no name");
    }

    private string ReadName(byte tag)
    {
        int length = tag - (byte)MessageTag.ShortString;
        if ((uint)length > MessageLimits.ShortString)
        {
            return ReadText(tag);
        }

        ReadOnlySpan<byte> bytes = ReadBytes(length);
        return NameCache.Get(bytes) ?? Decode(bytes);
    }

    private string ReadText(byte tag)
    {
        if (tag is >= (byte)MessageTag.ShortString and < (byte)MessageTag.SmallInteger)
        {
            return ReadUtf8(tag - (byte)MessageTag.ShortString);
        }

        return (MessageTag)tag switch
        {
            MessageTag.String => ReadUtf8(ReadLength(1)),
            MessageTag.WideString => ReadUtf16(),
            _ => throw MessageError.Corrupt("a text is not a string"),
        };
    }

    private string ReadUtf8(int length) => length == 0 ? string.Empty : Decode(ReadBytes(length));

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        // Most are short and ASCII: looked at and widened in one go, straight into a string that nobody else has yet.
        if (bytes.Length <= MessageLimits.ShortString || Ascii.IsValid(bytes))
        {
            string text = new('\0', bytes.Length);
            if (Ascii.ToUtf16(bytes, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length), out _) == OperationStatus.Done)
            {
                return text;
            }
        }

        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw MessageError.Corrupt("a string is not UTF-8", exception);
        }
    }

    private string ReadUtf16()
    {
        ReadOnlySpan<byte> bytes = ReadBytes(ReadLength(sizeof(char)) * sizeof(char));
        string text = new('\0', bytes.Length / sizeof(char));
        bytes.CopyTo(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length)));
        return text;
    }
}
