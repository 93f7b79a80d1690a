using System.Buffers.Binary;

namespace Ipc.Tests.Fuzz;

/// <summary>Small changes of bytes: those that programs stumble over.</summary>
internal static class Mutation
{
    private static readonly uint[] s_edges = [0, 1, 2, 7, 8, 15, 16, 17, 32767, 32768, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF];

    /// <summary>Changes a bit, a byte, a word or some bytes at a place.</summary>
    public static void Apply(Random random, Span<byte> bytes, int place)
    {
        Span<byte> word = bytes[Math.Min(place & ~3, bytes.Length - 4)..];
        switch (random.Next(6))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                BinaryPrimitives.WriteUInt32LittleEndian(word, s_edges[random.Next(s_edges.Length)]);
                break;
            case 3:
                BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) + (uint)random.Next(-3, 4));
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)random.Next(12)); // A small number: another chunk, or a short message.
                break;
            default:
                random.NextBytes(bytes.Slice(place, Math.Min(random.Next(1, 32), bytes.Length - place)));
                break;
        }
    }
}
