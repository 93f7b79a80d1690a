using System.Collections.Concurrent;

namespace Ipc.Commands;

/// <summary>
/// Writes and reads Dictionary&lt;K,V&gt; for keys and values that have an <see cref="ElementCode"/>.
/// </summary>
internal abstract class DictionaryCodec
{
    private static readonly ConcurrentDictionary<(ElementCode Key, ElementCode Value), DictionaryCodec> s_codecs = new();

    /// <summary>The codec for dictionaries of that exact type; null if there is none.</summary>
    public static DictionaryCodec? Of(Type dictionary)
    {
        if (!dictionary.IsGenericType || dictionary.GetGenericTypeDefinition() != typeof(Dictionary<,>))
        {
            return null;
        }

        Type[] arguments = dictionary.GetGenericArguments();
        return ElementCodec.Of(arguments[0]) is ElementCodec key && ElementCodec.Of(arguments[1]) is ElementCodec value
            ? Of(key, value)
            : null;
    }

    /// <summary>
    /// The codec for a pair of element types. Made when first needed; the types come from a fixed table.
    /// </summary>
    public static DictionaryCodec Of(ElementCodec key, ElementCodec value, DecodingBudget? budget = null)
    {
        if (s_codecs.TryGetValue((key.Code, value.Code), out DictionaryCodec? codec))
        {
            return codec;
        }

        budget?.Spend(DecodingBudget.StepsForType);
        Type type = typeof(DictionaryCodec<,>).MakeGenericType(key.Type, value.Type);
        return s_codecs.GetOrAdd((key.Code, value.Code), (DictionaryCodec)Activator.CreateInstance(type, key.Code, value.Code)!);
    }

    /// <summary>Writes codes, comparer, count and pairs.</summary>
    public abstract void Write(ref MessageWriter writer, object dictionary);

    /// <summary>Reads what follows the codes.</summary>
    public abstract object Read(ref MessageReader reader);
}
