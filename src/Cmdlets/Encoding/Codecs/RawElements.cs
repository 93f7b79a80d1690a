using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ipc.Commands;

/// <summary>
/// Elements whose bytes in memory are the format: every bit pattern is a value, and nothing needs a look.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class RawElements<T> : ElementCodecOf<T>
    where T : unmanaged
{
    /// <summary>Makes the codec.</summary>
    public RawElements(ElementCode code)
        : base(code)
    {
    }

    /// <inheritdoc/>
    public override bool IsRawPrimitive => typeof(T).IsPrimitive;

    /// <inheritdoc/>
    public override int Size => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override Array MakeArray(int count) => GC.AllocateUninitializedArray<T>(count);

    /// <inheritdoc/>
    public override void WriteArray(ref MessageWriter writer, object array) => WriteAll(ref writer, (T[])array);

    /// <inheritdoc/>
    public override object ReadArray(ref MessageReader reader)
    {
        ReadOnlySpan<byte> bytes = ReadAll(ref reader, out int count);
        T[] items = GC.AllocateUninitializedArray<T>(count);
        bytes.CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    /// <inheritdoc/>
    public override void WriteList(ref MessageWriter writer, object list) =>
        WriteAll(ref writer, CollectionsMarshal.AsSpan((List<T>)list));

    /// <inheritdoc/>
    public override object ReadList(ref MessageReader reader)
    {
        ReadOnlySpan<byte> bytes = ReadAll(ref reader, out int count);
        List<T> items = new(count);
        CollectionsMarshal.SetCount(items, count);
        bytes.CopyTo(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(items)));
        return items;
    }

    private static void WriteAll(ref MessageWriter writer, ReadOnlySpan<T> items)
    {
        writer.WriteVarint((uint)items.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(items));
    }

    private static ReadOnlySpan<byte> ReadAll(ref MessageReader reader, out int count)
    {
        count = reader.ReadLength(Unsafe.SizeOf<T>());
        return reader.ReadBytes(count * Unsafe.SizeOf<T>());
    }
}
