namespace Ipc.Commands;

/// <summary>Elements that are written as values, each with its tag.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class ValueElements<T> : ElementCodecOf<T>
{
    /// <summary>Makes the codec.</summary>
    public ValueElements(ElementCode code)
        : base(code)
    {
    }

    /// <inheritdoc/>
    public override void WriteArray(ref MessageWriter writer, object array) => WriteAll(ref writer, (T[])array);

    /// <inheritdoc/>
    public override object ReadArray(ref MessageReader reader)
    {
        int count = reader.ReadCount();
        T[] items = new T[count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = reader.ReadElement<T>();
            reader.Pass(i);
        }

        return items;
    }

    /// <inheritdoc/>
    public override void WriteList(ref MessageWriter writer, object list) => WriteAll(ref writer, (List<T>)list);

    /// <inheritdoc/>
    public override object ReadList(ref MessageReader reader)
    {
        int count = reader.ReadCount();
        List<T> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(reader.ReadElement<T>());
            reader.Pass(i);
        }

        return items;
    }

    private static void WriteAll(ref MessageWriter writer, IList<T> items)
    {
        writer.WriteVarint((uint)items.Count);
        int index = 0;
        try
        {
            for (; index < items.Count; index++)
            {
                writer.WriteValue(items[index]);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }
}
