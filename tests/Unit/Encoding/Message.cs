using System.Text;
using Ipc.Commands;

namespace Ipc.Tests.Encoding;

/// <summary>Puts messages together by hand, as an attacker would.</summary>
internal static class Message
{
    public static byte[] Of(params byte[] value) => [MessageLimits.Version, .. value];

    public static byte[] Of(MessageTag tag, params byte[] rest) => [MessageLimits.Version, (byte)tag, .. rest];

    public static byte[] Text(string text)
    {
        byte[] bytes = UTF8Encoding.UTF8.GetBytes(text);
        return [(byte)MessageTag.String, .. Varint((ulong)bytes.Length), .. bytes];
    }

    public static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    /// <summary>Bytes again and again, and then others.</summary>
    public static byte[] Repeat(int times, byte[] part, params byte[] last)
    {
        byte[] message = new byte[1 + (times * part.Length) + last.Length];
        message[0] = MessageLimits.Version;
        for (int i = 0; i < times; i++)
        {
            part.CopyTo(message, 1 + (i * part.Length));
        }

        last.CopyTo(message, message.Length - last.Length);
        return message;
    }
}
