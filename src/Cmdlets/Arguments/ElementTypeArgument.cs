using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The type of a shared value or of elements, or its name as PowerShell knows it. A name that is none is refused when
/// it is used, with an error that says which there are; the binder would only say that it does not fit.
/// </summary>
public sealed class ElementTypeArgument
{
    // Python's type codes, which are also those of its struct and array modules; case counts.
    private static readonly Dictionary<string, Type> s_codes = new(StringComparer.Ordinal)
    {
        ["?"] = typeof(bool),
        ["b"] = typeof(sbyte),
        ["B"] = typeof(byte),
        ["c"] = typeof(char),
        ["u"] = typeof(char),
        ["w"] = typeof(char),
        ["h"] = typeof(short),
        ["H"] = typeof(ushort),
        ["i"] = typeof(int),
        ["I"] = typeof(uint),
        ["l"] = typeof(long),
        ["L"] = typeof(ulong),
        ["q"] = typeof(long),
        ["Q"] = typeof(ulong),
        ["f"] = typeof(float),
        ["d"] = typeof(double),
    };

    private static readonly string[] s_names =
        ["bool", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "char"];

    private readonly object _given;

    /// <summary>A type.</summary>
    public ElementTypeArgument(Type type) => _given = type;

    /// <summary>The name of a type, or its code in Python: 'i', 'd', 'c' ...</summary>
    public ElementTypeArgument(string name) => _given = name;

    /// <summary>No type, but the elements themselves.</summary>
    internal ElementTypeArgument(object elements) => _given = Elements = elements;

    /// <summary>What was given in place of a type; null for a type.</summary>
    internal object? Elements { get; }

    /// <summary>The names of the types that can be shared, each with what it is in .NET.</summary>
    internal static IEnumerable<(string Name, string Tip)> Names =>
        s_names.Select(static name => (name, $"[{LanguagePrimitives.ConvertTo<Type>(name).FullName}]"));

    /// <summary>What a value is that holds any object, or text; null for a type of elements.</summary>
    internal IpcElementType? Boxed =>
        _given is string text && s_codes.ContainsKey(text) || !LanguagePrimitives.TryConvertTo(_given, out Type type) ? null
        : type == typeof(string) ? IpcElementType.String
        : type == typeof(object) ? IpcElementType.Object
        : null;

    /// <summary>The type.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for one that cannot be shared.</exception>
    internal Type Resolve()
    {
        if (_given is string text && s_codes.TryGetValue(text, out Type? coded))
        {
            return coded;
        }

        if (LanguagePrimitives.TryConvertTo(_given, out Type type))
        {
            return ElementConversion.Supported(type);
        }

        throw new IpcException(
            IpcError.NotSupported,
            $"There is no type '{_given}'. A shared value or array holds one of: {string.Join(", ", s_names)}.");
    }

    /// <inheritdoc/>
    public override string ToString() => _given.ToString()!;
}
