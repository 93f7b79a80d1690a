using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Ipc.Commands;

/// <summary>Values without parts. What the constructors refuse is caught in one place, at the root.</summary>
internal ref partial struct MessageReader
{
    private object ReadScalar(MessageTag tag) => tag switch
    {
        MessageTag.Byte => ReadByte(),
        MessageTag.SByte => (sbyte)ReadByte(),
        MessageTag.Int16 => (short)ReadFixed16(),
        MessageTag.UInt16 => ReadFixed16(),
        MessageTag.UInt32 => checked((uint)ReadVarint()),
        MessageTag.UInt64 => ReadVarint(),
        MessageTag.Half => BitConverter.UInt16BitsToHalf(ReadFixed16()),
        MessageTag.Single => BitConverter.UInt32BitsToSingle(ReadFixed32()),
        MessageTag.Decimal => ReadDecimal(),
        MessageTag.BigInteger => new BigInteger(ReadBytes(ReadLength(1))),
        MessageTag.Complex => ReadComplex(),
        MessageTag.Char => (char)ReadFixed16(),
        MessageTag.WideString => ReadUtf16(),
        MessageTag.DBNull => DBNull.Value,
        MessageTag.Int128 => (Int128)ReadFixed128(),
        MessageTag.UInt128 => ReadFixed128(),
        _ => ReadTime(tag),
    };

    private object ReadTime(MessageTag tag) => tag switch
    {
        MessageTag.DateTime => ReadDateTime(),
        MessageTag.DateTimeOffset => ReadDateTimeOffset(),
        MessageTag.DateOnly => DateOnly.FromDayNumber(checked((int)ReadVarint())),
        MessageTag.TimeOnly => new TimeOnly((long)ReadFixed64()),
        MessageTag.TimeSpan => new TimeSpan((long)ReadFixed64()),
        MessageTag.Guid => new Guid(ReadBytes(16)),
        MessageTag.Version => ReadVersion(),
        MessageTag.SemanticVersion => SemanticVersions.Parse(ReadText()),
        MessageTag.Uri => ReadUri(),
        MessageTag.IPAddress => ReadAddress(),
        MessageTag.IPEndPoint => ReadEndPoint(),
        MessageTag.Regex => ReadRegex(),
        MessageTag.CultureInfo => Cultures.Find(ReadText(), Budget),
        MessageTag.ScriptBlock => ReadScriptBlock(),
        MessageTag.Enum => ReadEnum(),
        MessageTag.Switch => new SwitchParameter(ReadFlag()),
        MessageTag.XmlDocument => ReadXml(),
        MessageTag.TimeZone => TimeZones.Make(ReadText(), ReadTextOrNull(), Budget),
        MessageTag.MailAddress => ReadMailAddress(),
        MessageTag.Encoding => EncodingShape.Make(checked((int)ReadVarint()), ReadByte()),
        MessageTag.Certificate => ReadCertificate(),
        MessageTag.Json => ReadJson(),
        MessageTag.Secret => ReadSecret(),
        MessageTag.XmlElement => ReadXmlElement(),
        MessageTag.End => throw MessageError.Corrupt("a value is missing"),
        _ => throw MessageError.Mismatch($"holds the unknown tag 0x{(byte)tag:X2}, so it was written by a newer "
            + "version"),
    };

    private int ReadInt32()
    {
        long value = ReadZigzag();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw MessageError.Corrupt("an Int32 is too large");
    }

    private bool ReadFlag()
    {
        byte flag = ReadByte();
        return flag <= 1 ? flag == 1 : throw MessageError.Corrupt("a flag is neither 0 nor 1");
    }

    private UInt128 ReadFixed128()
    {
        ulong low = ReadFixed64();
        return new UInt128(ReadFixed64(), low);
    }

    private decimal ReadDecimal()
    {
        int low = (int)ReadFixed32();
        int middle = (int)ReadFixed32();
        int high = (int)ReadFixed32();
        return new decimal([low, middle, high, (int)ReadFixed32()]);
    }

    private Complex ReadComplex()
    {
        double real = BitConverter.UInt64BitsToDouble(ReadFixed64());
        return new Complex(real, BitConverter.UInt64BitsToDouble(ReadFixed64()));
    }

    private DateTime ReadDateTime()
    {
        ulong packed = ReadFixed64();
        return new DateTime((long)(packed & ~(3UL << 62)), (DateTimeKind)(packed >> 62));
    }

    private DateTimeOffset ReadDateTimeOffset()
    {
        long ticks = (long)ReadFixed64();
        return new DateTimeOffset(ticks, TimeSpan.FromMinutes(checked((int)ReadZigzag())));
    }

    private Version ReadVersion()
    {
        int major = checked((int)ReadZigzag());
        int minor = checked((int)ReadZigzag());
        int build = checked((int)ReadZigzag());
        int revision = checked((int)ReadZigzag());
        return (build, revision) switch
        {
            (-1, -1) => new Version(major, minor),
            (_, -1) => new Version(major, minor, build),
            _ => new Version(major, minor, build, revision),
        };
    }

    private Uri ReadUri()
    {
        byte kind = ReadByte();
        string text = ReadText();
        return kind is (byte)UriKind.Absolute or (byte)UriKind.Relative && Uri.TryCreate(text, (UriKind)kind, out Uri? uri)
            ? uri
            : throw MessageError.Corrupt("a URI is not one");
    }

    private IPAddress ReadAddress()
    {
        byte length = ReadByte();
        return length switch
        {
            4 => new IPAddress(ReadBytes(4)),
            16 => new IPAddress(ReadBytes(16), checked((long)ReadVarint())),
            _ => throw MessageError.Corrupt("an IP address has neither 4 nor 16 bytes"),
        };
    }

    private IPEndPoint ReadEndPoint()
    {
        IPAddress address = ReadAddress();
        return new IPEndPoint(address, checked((int)ReadVarint()));
    }

    /// <summary>A compiled expression comes back interpreted: a message must not make this process emit code.</summary>
    private Regex ReadRegex()
    {
        string pattern = ReadText();
        RegexOptions options = (RegexOptions)checked((int)ReadVarint());
        return new Regex(pattern, options & ~RegexOptions.Compiled, new TimeSpan((long)ReadFixed64()));
    }

    private ScriptBlock ReadScriptBlock()
    {
        string text = ReadText();
        return ScriptText.Make(text);
    }

    /// <summary>Looks at the tag itself, since reading any value here would be a way to nest without end.</summary>
    private object ReadEnumNumber()
    {
        byte tag = ReadByte();
        return (MessageTag)tag switch
        {
            >= MessageTag.SmallInteger => tag - (int)MessageTag.SmallInteger + MessageLimits.SmallestInteger,
            MessageTag.Int32 => ReadInt32(),
            MessageTag.Int64 => ReadZigzag(),
            >= MessageTag.Byte and <= MessageTag.UInt64 => ReadScalar((MessageTag)tag),
            _ => throw MessageError.Corrupt("an enum is not a number"),
        };
    }

    private object ReadEnum()
    {
        string assembly = ReadText();
        string name = ReadText();
        string text = ReadText();
        object number = ReadEnumNumber();
        if (EnumShape.Find(assembly, name, _session.Loaded) is Type type && Enum.GetUnderlyingType(type) == number.GetType())
        {
            return Enum.ToObject(type, number);
        }

        PSObject foreign = new(number);
        SharedTypeNames.Set(foreign, SharedTypeNames.Make(
            ["Deserialized." + name, "Deserialized.System.Enum", "Deserialized.System.ValueType", "Deserialized.System.Object"]));
        RememberedText.Set(foreign, text);
        return foreign;
    }
}
