using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Ipc.Commands;

/// <summary>Strings.</summary>
internal ref partial struct MessageWriter
{
    /// <summary>Writes a string that may be null.</summary>
    public void WriteTextOrNull(string? text)
    {
        if (text is null)
        {
            WriteTag(MessageTag.Null);
        }
        else
        {
            WriteText(text);
        }
    }

    /// <summary>Writes a string: UTF-8 where that says all, UTF-16 where it does not.</summary>
    public void WriteText(string text)
    {
        if (text.Length <= MessageLimits.ShortString)
        {
            Ensure(1 + MessageLimits.ShortString);
            Span<byte> bytes = _span.Slice(_position + 1, MessageLimits.ShortString);
            if (Ascii.FromUtf16(text, bytes, out int ascii) == OperationStatus.Done
                || Utf8.FromUtf16(text, bytes, out _, out ascii, replaceInvalidSequences: false) == OperationStatus.Done)
            {
                _span[_position] = (byte)((byte)MessageTag.ShortString + ascii);
                _position += 1 + ascii;
                return;
            }
        }

        WriteLongText(text);
    }

    private void WriteLongText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Ensure(length + 6);
        int start = _position;
        WriteTag(MessageTag.String);
        WriteVarint((uint)length);
        OperationStatus status = Utf8.FromUtf16(text, _span.Slice(_position, length), out _, out int written, replaceInvalidSequences: false);
        if (status == OperationStatus.Done)
        {
            _position += written;
            return;
        }

        _position = start;
        WriteTag(MessageTag.WideString);
        WriteVarint((uint)text.Length);
        WriteBytes(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
