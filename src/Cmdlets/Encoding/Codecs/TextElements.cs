using System.Runtime.InteropServices;

namespace Ipc.Commands;

/// <summary>Strings as elements: each with its tag as any value, without asking what each one is.</summary>
internal sealed class TextElements : ElementCodecOf<string>
{
    /// <summary>Makes the codec.</summary>
    public TextElements()
        : base(ElementCode.String)
    {
    }

    /// <inheritdoc/>
    public override void WriteArray(ref MessageWriter writer, object array) => WriteAll(ref writer, (string?[])array);

    /// <inheritdoc/>
    public override object ReadArray(ref MessageReader reader)
    {
        string?[] items = new string?[reader.ReadCount()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = reader.ReadTextOrNull();
        }

        return items;
    }

    /// <inheritdoc/>
    public override void WriteList(ref MessageWriter writer, object list) =>
        WriteAll(ref writer, CollectionsMarshal.AsSpan((List<string?>)list));

    /// <inheritdoc/>
    public override object ReadList(ref MessageReader reader)
    {
        int count = reader.ReadCount();
        List<string?> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(reader.ReadTextOrNull());
        }

        return items;
    }

    private static void WriteAll(ref MessageWriter writer, ReadOnlySpan<string?> items)
    {
        writer.WriteVarint((uint)items.Length);
        foreach (string? item in items)
        {
            writer.WriteTextOrNull(item);
        }
    }
}
