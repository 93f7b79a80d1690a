using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>Tuples of up to seven parts whose types have an <see cref="ElementCode"/>.</summary>
internal sealed class TupleShape
{
    private const int MostParts = 7;

    private static readonly Type[] s_classes =
    [
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>),
    ];

    private static readonly Type[] s_values =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
    ];

    private static readonly ConcurrentDictionary<Type, TupleShape?> s_known = new();

    private readonly bool _isValue;
    private readonly ElementCodec[] _parts;

    private TupleShape(bool isValue, ElementCodec[] parts)
    {
        _isValue = isValue;
        _parts = parts;
    }

    /// <summary>The shape of a type; null if it is no such tuple.</summary>
    public static TupleShape? Of(Type type) =>
        typeof(ITuple).IsAssignableFrom(type) ? s_known.GetOrAdd(type, Find) : null;

    /// <summary>Writes what follows the tag.</summary>
    public void Write(ref MessageWriter writer, ITuple tuple)
    {
        writer.WriteByte(_isValue ? (byte)1 : (byte)0);
        writer.WriteVarint((uint)_parts.Length);
        foreach (ElementCodec part in _parts)
        {
            writer.WriteByte((byte)part.Code);
        }

        int index = 0;
        try
        {
            for (; index < _parts.Length; index++)
            {
                writer.WriteValue(tuple[index]);
            }
        }
        catch (RefusedValueException refusal) when (refusal.Below($"Item{index + 1}"))
        {
            throw;
        }
    }

    /// <summary>Reads what follows the tag.</summary>
    public static object Read(ref MessageReader reader)
    {
        byte isValue = reader.ReadByte();
        ulong count = reader.ReadVarint();
        if (isValue > 1 || count is < 1 or > MostParts)
        {
            MessageError.ThrowCorrupt("a tuple is none");
        }

        ElementCodec[] codecs = new ElementCodec[count];
        for (int i = 0; i < codecs.Length; i++)
        {
            codecs[i] = ElementCodec.Of(reader.ReadByte());
        }

        object?[] parts = new object?[count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = codecs[i].ReadOne(ref reader);
        }

        Type open = (isValue == 1 ? s_values : s_classes)[(int)count - 1];
        return Activator.CreateInstance(open.MakeGenericType(Array.ConvertAll(codecs, static codec => codec.Type)), parts)!;
    }

    private static TupleShape? Find(Type type)
    {
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        bool isValue = Array.IndexOf(s_values, definition) >= 0;
        if (!isValue && Array.IndexOf(s_classes, definition) < 0)
        {
            return null;
        }

        ElementCodec?[] parts = Array.ConvertAll(type.GetGenericArguments(), ElementCodec.Of);
        return Array.IndexOf(parts, null) < 0 ? new TupleShape(isValue, parts!) : null;
    }
}
