using System.Runtime.InteropServices;

namespace Ipc.Commands;

/// <summary>
/// Booleans, a byte each: raw on the way out, but looked at on the way in, since a bool of 2 is neither true nor false.
/// </summary>
internal sealed class BooleanElements : ElementCodecOf<bool>
{
    /// <summary>Makes the codec.</summary>
    public BooleanElements()
        : base(ElementCode.Boolean)
    {
    }

    /// <inheritdoc/>
    public override void WriteArray(ref MessageWriter writer, object array) => WriteAll(ref writer, (bool[])array);

    /// <inheritdoc/>
    public override object ReadArray(ref MessageReader reader)
    {
        ReadOnlySpan<byte> bytes = ReadAll(ref reader);
        bool[] items = new bool[bytes.Length];
        bytes.CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    /// <inheritdoc/>
    public override void WriteList(ref MessageWriter writer, object list) =>
        WriteAll(ref writer, CollectionsMarshal.AsSpan((List<bool>)list));

    /// <inheritdoc/>
    public override object ReadList(ref MessageReader reader)
    {
        ReadOnlySpan<byte> bytes = ReadAll(ref reader);
        List<bool> items = new(bytes.Length);
        CollectionsMarshal.SetCount(items, bytes.Length);
        bytes.CopyTo(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(items)));
        return items;
    }

    private static void WriteAll(ref MessageWriter writer, ReadOnlySpan<bool> items)
    {
        writer.WriteVarint((uint)items.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(items));
    }

    private static ReadOnlySpan<byte> ReadAll(ref MessageReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes(reader.ReadLength(1));
        if (bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0)
        {
            MessageError.ThrowCorrupt("a boolean is neither 0 nor 1");
        }

        return bytes;
    }
}
