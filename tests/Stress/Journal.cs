using System.Buffers.Binary;

namespace Ipc.Tests.Stress;

/// <summary>
/// What one actor did, in a file: each entry is one write, so what was written down before a kill is there. An entry is
/// its kind (1 byte), the channel (1), and a number (8) behind 6 unused bytes.
/// </summary>
internal sealed class Journal(string path) : IDisposable
{
    private const int EntrySize = 16;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(Entry entry, int channel, long number)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        bytes.Clear();
        bytes[0] = (byte)entry;
        bytes[1] = (byte)channel;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], number);
        _file.Write(bytes);
    }

    public void Dispose() => _file.Dispose();

    public static IEnumerable<(Entry Entry, int Channel, long Number)> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at + EntrySize <= bytes.Length; at += EntrySize)
        {
            yield return ((Entry)bytes[at], bytes[at + 1], BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8)));
        }
    }
}
