using System.Buffers;
using Ipc.Model;

namespace Ipc.Commands;

/// <summary>
/// Messages that are one large array of numbers: version, tag, element code, count, and then the elements as they stand
/// in memory. What <see cref="MessageWriter"/> writes of such an array, and <see cref="MessageReader"/> reads, byte for
/// byte.
/// </summary>
internal static class ArrayMessage
{
    private const int CountAt = 3;

    /// <summary>Writes what comes before the elements.</summary>
    /// <returns>The array; null, with nothing written, when it is small, or not of that sort.</returns>
    public static Array? WriteHead(Array array, IBufferWriter<byte> output)
    {
        if (ElementCodec.Of(array.GetType().GetElementType()!) is not { IsRawPrimitive: true } codec || !array.GetType().IsSZArray)
        {
            return null;
        }

        long bytes = array.LongLength * codec.Size;
        if (bytes is < IArrayEncoding.LeastBytes or > int.MaxValue / 2)
        {
            return null;
        }

        Span<byte> head = output.GetSpan(IArrayEncoding.LongestHead);
        head[0] = MessageLimits.Version;
        head[1] = (byte)MessageTag.TypedArray;
        head[2] = (byte)codec.Code;
        int at = CountAt;
        uint count = (uint)array.Length;
        for (; count >= 0x80; count >>= 7)
        {
            head[at++] = (byte)(count | 0x80);
        }

        head[at++] = (byte)count;
        output.Advance(at);
        return array;
    }

    /// <summary>Makes the array that a message is, from its first bytes.</summary>
    /// <returns>
    /// Null for any other message, and for one that is damaged: whoever reads it in full says what is wrong.
    /// </returns>
    public static Array? MakeArray(ReadOnlySpan<byte> beginning, int length)
    {
        if (beginning.Length <= CountAt || beginning[0] != MessageLimits.Version || beginning[1] != (byte)MessageTag.TypedArray
            || beginning[2] >= ElementCodec.All.Length || ElementCodec.Of(beginning[2]) is not { IsRawPrimitive: true } codec)
        {
            return null;
        }

        long count = 0;
        int at = CountAt;
        for (int shift = 0; ; shift += 7)
        {
            if (at == beginning.Length || shift > 28)
            {
                return null;
            }

            byte next = beginning[at++];
            count |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return at + (count * codec.Size) == length ? codec.MakeArray((int)count) : null;
    }
}
