namespace Ipc.Commands;

/// <summary>Arrays of arrays, whose innermost elements have an <see cref="ElementCode"/>.</summary>
internal static class Jagged
{
    private const int MostLevels = 32;

    private static readonly Type?[] s_elements = new Type?[(MostLevels + 1) * (byte.MaxValue + 1)];

    /// <summary>
    /// The codec of the innermost elements, and how many levels of arrays there are; null if there is none.
    /// </summary>
    public static ElementCodec? LeafOf(Type array, out int levels)
    {
        levels = 0;
        Type leaf = array;
        for (; leaf.IsSZArray; leaf = leaf.GetElementType()!)
        {
            levels++;
        }

        return levels <= MostLevels && !leaf.IsPointer ? ElementCodec.Of(leaf) : null;
    }

    /// <summary>Writes tag, code, levels, count and arrays.</summary>
    public static void Write(ref MessageWriter writer, Array array)
    {
        ElementCodec leaf = LeafOf(array.GetType(), out int levels)!;
        writer.WriteTag(MessageTag.Jagged);
        writer.WriteByte((byte)leaf.Code);
        writer.WriteVarint((uint)levels);
        writer.WriteVarint((uint)array.Length);
        int index = 0;
        try
        {
            for (; index < array.Length; index++)
            {
                writer.WriteValue(array.GetValue(index));
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below(index))
        {
            throw;
        }
    }

    /// <summary>Reads what follows the tag.</summary>
    public static Array Read(ref MessageReader reader)
    {
        ElementCodec leaf = ElementCodec.Of(reader.ReadByte());
        ulong levels = reader.ReadVarint();
        if (levels is < 2 or > MostLevels)
        {
            MessageError.ThrowCorrupt("an array of arrays has an impossible number of levels");
        }

        Type element = ElementOf(leaf, (int)levels, reader.Budget);
        Array array = Array.CreateInstance(element, reader.ReadCount());
        reader.Number(array);
        for (int i = 0; i < array.Length; i++)
        {
            object? part = reader.ReadValue();
            part = part is System.Management.Automation.PSObject wrapper ? wrapper.BaseObject : part;
            if (part is not null && !element.IsInstanceOfType(part))
            {
                MessageError.ThrowCorrupt("an array of arrays holds something else");
            }

            array.SetValue(part, i);
            reader.Pass(i);
        }

        return array;
    }

    private static Type ElementOf(ElementCodec leaf, int levels, DecodingBudget budget)
    {
        ref Type? known = ref s_elements[((int)leaf.Code * (MostLevels + 1)) + levels];
        if (known is null)
        {
            budget.Spend(DecodingBudget.StepsForType);
            Type element = leaf.Type;
            for (int level = 1; level < levels; level++)
            {
                element = element.MakeArrayType();
            }

            known = element;
        }

        return known;
    }
}
