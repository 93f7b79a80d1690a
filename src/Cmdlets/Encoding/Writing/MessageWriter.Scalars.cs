using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ipc.Commands;

/// <summary>Values without parts.</summary>
internal ref partial struct MessageWriter
{
    private void WriteInt32(int value)
    {
        uint small = (uint)(value - MessageLimits.SmallestInteger);
        if (small < MessageLimits.SmallIntegers)
        {
            WriteByte((byte)((uint)MessageTag.SmallInteger + small));
            return;
        }

        WriteTag(MessageTag.Int32);
        WriteZigzag(value);
    }

    private void WriteScalar(ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.Byte:
                WriteTag(MessageTag.Byte);
                WriteByte((byte)value);
                break;
            case ValueKind.SByte:
                WriteTag(MessageTag.SByte);
                WriteByte((byte)(sbyte)value);
                break;
            case ValueKind.Int16:
                WriteTag(MessageTag.Int16);
                WriteFixed16((ushort)(short)value);
                break;
            case ValueKind.UInt16:
                WriteTag(MessageTag.UInt16);
                WriteFixed16((ushort)value);
                break;
            case ValueKind.UInt32:
                WriteTag(MessageTag.UInt32);
                WriteVarint((uint)value);
                break;
            case ValueKind.UInt64:
                WriteTag(MessageTag.UInt64);
                WriteVarint((ulong)value);
                break;
            case ValueKind.Int128:
                WriteTag(MessageTag.Int128);
                WriteFixed64((long)(ulong)((UInt128)(Int128)value & ulong.MaxValue));
                WriteFixed64((long)(ulong)((UInt128)(Int128)value >> 64));
                break;
            case ValueKind.UInt128:
                WriteTag(MessageTag.UInt128);
                WriteFixed64((long)(ulong)((UInt128)value & ulong.MaxValue));
                WriteFixed64((long)(ulong)((UInt128)value >> 64));
                break;
            case ValueKind.Half:
                WriteTag(MessageTag.Half);
                WriteFixed16(BitConverter.HalfToUInt16Bits((Half)value));
                break;
            case ValueKind.Single:
                WriteTag(MessageTag.Single);
                WriteFixed32(BitConverter.SingleToUInt32Bits((float)value));
                break;
            case ValueKind.Decimal:
                WriteDecimal((decimal)value);
                break;
            case ValueKind.BigInteger:
                byte[] digits = ((BigInteger)value).ToByteArray();
                WriteTag(MessageTag.BigInteger);
                WriteVarint((uint)digits.Length);
                WriteBytes(digits);
                break;
            case ValueKind.Complex:
                WriteFixed(MessageTag.Complex, BitConverter.DoubleToUInt64Bits(((Complex)value).Real));
                WriteFixed64(BitConverter.DoubleToInt64Bits(((Complex)value).Imaginary));
                break;
            case ValueKind.Char:
                WriteTag(MessageTag.Char);
                WriteFixed16((char)value);
                break;
            case ValueKind.DBNull:
                WriteTag(MessageTag.DBNull);
                break;
            default:
                WriteTime(kind, value);
                break;
        }
    }

    private void WriteTime(ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.DateTime:
                DateTime time = (DateTime)value;
                WriteFixed(MessageTag.DateTime, (ulong)time.Ticks | ((ulong)time.Kind << 62));
                break;
            case ValueKind.DateTimeOffset:
                DateTimeOffset moment = (DateTimeOffset)value;
                WriteFixed(MessageTag.DateTimeOffset, (ulong)moment.Ticks);
                WriteZigzag(moment.TotalOffsetMinutes);
                break;
            case ValueKind.DateOnly:
                WriteTag(MessageTag.DateOnly);
                WriteVarint((uint)((DateOnly)value).DayNumber);
                break;
            case ValueKind.TimeOnly:
                WriteFixed(MessageTag.TimeOnly, (ulong)((TimeOnly)value).Ticks);
                break;
            case ValueKind.TimeSpan:
                WriteFixed(MessageTag.TimeSpan, (ulong)((TimeSpan)value).Ticks);
                break;
            default:
                WriteSmallObject(kind, value);
                break;
        }
    }

    private void WriteSmallObject(ValueKind kind, object value)
    {
        switch (kind)
        {
            case ValueKind.Guid:
                Ensure(17);
                WriteTag(MessageTag.Guid);
                ((Guid)value).TryWriteBytes(_span[_position..]);
                _position += 16;
                break;
            case ValueKind.Version:
                Version version = (Version)value;
                WriteTag(MessageTag.Version);
                WriteZigzag(version.Major);
                WriteZigzag(version.Minor);
                WriteZigzag(version.Build);
                WriteZigzag(version.Revision);
                break;
            case ValueKind.SemanticVersion:
                WriteTag(MessageTag.SemanticVersion);
                WriteText(value.ToString() ?? string.Empty);
                break;
            case ValueKind.Uri:
                WriteTag(MessageTag.Uri);
                WriteByte((byte)(((Uri)value).IsAbsoluteUri ? UriKind.Absolute : UriKind.Relative));
                WriteText(((Uri)value).OriginalString);
                break;
            case ValueKind.IPAddress:
                WriteTag(MessageTag.IPAddress);
                WriteAddress((IPAddress)value);
                break;
            case ValueKind.IPEndPoint:
                WriteTag(MessageTag.IPEndPoint);
                WriteAddress(((IPEndPoint)value).Address);
                WriteVarint((uint)((IPEndPoint)value).Port);
                break;
            case ValueKind.Regex:
                Regex regex = (Regex)value;
                WriteTag(MessageTag.Regex);
                WriteText(regex.ToString());
                WriteVarint((uint)regex.Options);
                WriteFixed64(regex.MatchTimeout.Ticks);
                break;
            case ValueKind.CultureInfo:
                WriteTag(MessageTag.CultureInfo);
                WriteText(((CultureInfo)value).Name);
                break;
            case ValueKind.ScriptBlock:
                WriteTag(MessageTag.ScriptBlock);
                WriteText(value.ToString() ?? string.Empty);
                break;
            case ValueKind.Switch:
                WriteTag(MessageTag.Switch);
                WriteByte(((SwitchParameter)value).IsPresent ? (byte)1 : (byte)0);
                break;
            case ValueKind.XmlDocument:
                WriteTag(MessageTag.XmlDocument);
                WriteText(XmlText.Of((System.Xml.XmlDocument)value));
                break;
            case ValueKind.Enum:
                WriteEnum((Enum)value);
                break;
            default:
                WritePlatformObject(kind, value);
                break;
        }
    }

    private void WriteEnum(Enum value)
    {
        EnumShape shape = EnumShape.Of(value.GetType());
        WriteTag(MessageTag.Enum);
        WriteText(shape.Assembly);
        WriteText(shape.Name);
        WriteText(value.ToString());
        WriteValue(Convert.ChangeType(value, shape.Underlying, CultureInfo.InvariantCulture));
    }

    private void WriteDecimal(decimal value)
    {
        Span<int> words = stackalloc int[4];
        decimal.GetBits(value, words);
        WriteTag(MessageTag.Decimal);
        foreach (int word in words)
        {
            WriteFixed32((uint)word);
        }
    }

    private void WriteAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        WriteByte((byte)length);
        WriteBytes(bytes[..length]);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            WriteVarint((ulong)address.ScopeId);
        }
    }
}
