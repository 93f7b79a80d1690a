namespace Ipc.Commands;

/// <summary>What all element types do alike: sets always go value by value.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal abstract class ElementCodecOf<T> : ElementCodec
{
    /// <summary>Makes the codec.</summary>
    protected ElementCodecOf(ElementCode code)
        : base(code, typeof(T))
    {
    }

    /// <inheritdoc/>
    public override void WriteSet(ref MessageWriter writer, object set)
    {
        HashSet<T> items = (HashSet<T>)set;
        writer.WriteByte(Comparers.CodeOf(items.Comparer));
        writer.WriteVarint((uint)items.Count);
        int index = 0;
        try
        {
            foreach (T item in items)
            {
                writer.WriteValue(item);
                index++;
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Put(ref MessageReader reader, Array grid, int[] place) => grid.SetValue(reader.ReadElement<T>(), place);

    /// <inheritdoc/>
    public override object ReadSet(ref MessageReader reader)
    {
        byte comparer = reader.ReadComparer();
        int count = reader.ReadCount();
        HashSet<T> set = new(comparer == 0 || typeof(T) != typeof(string) ? null : (IEqualityComparer<T>?)(object?)Comparers.FromCode(comparer));
        reader.Number(set);
        for (int i = 0; i < count; i++)
        {
            if (!set.Add(reader.ReadElement<T>()))
            {
                MessageError.ThrowCorrupt("a set holds the same element twice");
            }
        }

        return set;
    }
}
