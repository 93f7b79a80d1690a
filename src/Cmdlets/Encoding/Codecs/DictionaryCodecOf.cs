using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Writes and reads one closed dictionary type.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
internal sealed class DictionaryCodec<TKey, TValue> : DictionaryCodec
    where TKey : notnull
{
    private readonly ElementCode _key;
    private readonly ElementCode _value;

    /// <summary>Makes the codec.</summary>
    public DictionaryCodec(ElementCode key, ElementCode value)
    {
        _key = key;
        _value = value;
    }

    /// <inheritdoc/>
    public override void Write(ref MessageWriter writer, object dictionary)
    {
        Dictionary<TKey, TValue> items = (Dictionary<TKey, TValue>)dictionary;
        writer.WriteByte((byte)_key);
        writer.WriteByte((byte)_value);
        writer.WriteByte(Comparers.CodeOf(items.Comparer));
        writer.WriteVarint((uint)items.Count);
        if (items is Dictionary<PSObject, TValue> wrapped)
        {
            PlainKeys.ThrowIfConverted(wrapped.Keys);
        }
        else if (typeof(TKey) == typeof(object) && items.Keys.Any(static key => key is PSObject))
        {
            PlainKeys.ThrowIfTwoAreOne(items.Keys, null);
        }

        object? current = null;
        try
        {
            foreach (KeyValuePair<TKey, TValue> item in items)
            {
                current = item.Key;
                writer.WriteKey(current);
                writer.WriteValue(item.Value);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(current))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public override object Read(ref MessageReader reader)
    {
        byte comparer = reader.ReadComparer();
        int count = reader.ReadCount();
        Dictionary<TKey, TValue> items = new(
            typeof(TKey) == typeof(string) ? (IEqualityComparer<TKey>?)(object?)Comparers.FromCode(comparer) : null);
        reader.Number(items);
        KeyCosts costs = new(reader.Budget, count);
        PlainKeys? wrapped = typeof(TKey) == typeof(PSObject) ? new() : null;
        for (int i = 0; i < count; i++)
        {
            int start = reader.Position;
            TKey key = reader.ReadKey<TKey>();
            if (costs.AreMany)
            {
                costs.Add(key, reader.Position - start, items.EnsureCapacity(0));
            }

            if (wrapped?.TryAdd(key) == false || !items.TryAdd(key, reader.ReadElement<TValue>()))
            {
                MessageError.ThrowCorrupt("a key comes twice");
            }
        }

        return items;
    }
}
