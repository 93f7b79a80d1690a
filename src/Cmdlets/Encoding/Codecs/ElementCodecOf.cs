using System.Management.Automation;

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
        if (items is HashSet<PSObject> wrapped)
        {
            PlainKeys.ThrowIfConverted(wrapped);
        }
        else if (typeof(T) == typeof(object) && items.Any(static item => item is PSObject))
        {
            PlainKeys.ThrowIfTwoAreOne(items, null);
        }

        int index = 0;
        try
        {
            foreach (T item in items)
            {
                writer.WriteKey(item);
                index++;
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WriteSequence(ref MessageWriter writer, object sequence)
    {
        T[] items = [.. (IEnumerable<T>)sequence];
        writer.WriteVarint((uint)items.Length);
        int index = 0;
        try
        {
            for (; index < items.Length; index++)
            {
                writer.WriteValue(items[index]);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override object ReadQueue(ref MessageReader reader)
    {
        int count = reader.ReadCount();
        Queue<T> items = new(count);
        reader.Number(items);
        for (int i = 0; i < count; i++)
        {
            items.Enqueue(reader.ReadElement<T>());
            reader.Pass(i);
        }

        return items;
    }

    /// <inheritdoc/>
    public override object ReadStack(ref MessageReader reader)
    {
        T[] topFirst = new T[reader.ReadCount()];
        Stack<T> items = new(topFirst.Length);
        reader.Number(items);
        for (int i = 0; i < topFirst.Length; i++)
        {
            topFirst[i] = reader.ReadElement<T>();
            reader.Pass(i);
        }

        for (int i = topFirst.Length - 1; i >= 0; i--)
        {
            items.Push(topFirst[i]);
        }

        return items;
    }

    /// <inheritdoc/>
    public override object? ReadOne(ref MessageReader reader) => reader.ReadElement<T>();

    /// <inheritdoc/>
    public override void Put(ref MessageReader reader, Array grid, int[] place) =>
        grid.SetValue(reader.ReadElement<T>(), place);

    /// <inheritdoc/>
    public override object ReadSet(ref MessageReader reader)
    {
        byte comparer = reader.ReadComparer();
        int count = reader.ReadCount();
        HashSet<T> set = new(comparer == 0 || typeof(T) != typeof(string) ? null : (IEqualityComparer<T>?)(object?)Comparers.FromCode(comparer));
        reader.Number(set);
        KeyCosts costs = new(reader.Budget, count);
        PlainKeys? wrapped = typeof(T) == typeof(PSObject) ? new() : null;
        for (int i = 0; i < count; i++)
        {
            int start = reader.Position;
            T member = reader.ReadMember<T>();
            if (costs.AreMany)
            {
                costs.Add(member, reader.Position - start, set.EnsureCapacity(0));
            }

            if (wrapped?.TryAdd(member) == false || !set.Add(member))
            {
                MessageError.ThrowCorrupt("a set holds the same element twice");
            }
        }

        return set;
    }
}
