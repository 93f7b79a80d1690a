using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>Tuples of up to seven parts whose types have an <see cref="ElementCode"/>.</summary>
internal sealed class TupleShape
{
    private const int MostParts = 7;
    private const int MostKeyLevels = 32;
    private const int MostMakers = 4096;

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

    private static readonly ConcurrentDictionary<ulong, Func<object?[], object>> s_makers = new();

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

    /// <summary>
    /// Whether a tuple can be a key: it is compared part by part, so that its parts must be plain, and not too deep.
    /// </summary>
    public static bool IsPlain(ITuple tuple, int depth = 1)
    {
        if (depth > MostKeyLevels)
        {
            return false;
        }

        for (int i = 0; i < tuple.Length; i++)
        {
            if (tuple[i] is PSObject { BaseObject: not PSCustomObject } || (tuple[i] is ITuple inner && !IsPlain(inner, depth + 1)))
            {
                return false;
            }
        }

        return true;
    }

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

        return Maker(isValue == 1, codecs, reader.Budget)(parts);
    }

    // Types stay in the process for good, and there are billions of these.
    private static Func<object?[], object> Maker(bool isValue, ElementCodec[] codecs, DecodingBudget budget)
    {
        ulong shape = isValue ? 1u : 0u;
        foreach (ElementCodec codec in codecs)
        {
            shape = (shape << 8) | ((ulong)codec.Code + 1);
        }

        if (s_makers.TryGetValue(shape, out Func<object?[], object>? make))
        {
            return make;
        }

        if (s_makers.Count >= MostMakers)
        {
            MessageError.ThrowCorrupt($"it has a tuple, and messages had tuples of {MostMakers:N0} types already");
        }

        budget.Spend(DecodingBudget.StepsForType);
        Type open = (isValue ? s_values : s_classes)[codecs.Length - 1];
        Type closed = open.MakeGenericType(Array.ConvertAll(codecs, static codec => codec.Type));
        ConstructorInfo constructor = closed.GetConstructors()
            .Single(one => one.GetParameters().Length == codecs.Length);
        return s_makers.GetOrAdd(shape, constructor.Invoke);
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
