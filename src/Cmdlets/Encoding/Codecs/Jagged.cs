namespace Ipc.Commands;

/// <summary>Arrays of arrays, whose innermost elements have an <see cref="ElementCode"/>.</summary>
internal static class Jagged
{
    private const int MostLevels = 32;

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
        Type element = ElementCodec.Of(reader.ReadByte()).Type;
        ulong levels = reader.ReadVarint();
        if (levels is < 2 or > MostLevels)
        {
            MessageError.ThrowCorrupt("an array of arrays has an impossible number of levels");
        }

        for (ulong level = 1; level < levels; level++)
        {
            element = element.MakeArrayType();
        }

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
        }

        return array;
    }
}
