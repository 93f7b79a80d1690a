using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a typed array of what a user gives for its first elements.</summary>
internal static class InitialElements
{
    /// <summary>The elements, converted to the type; without a type, to the one that they have in common.</summary>
    /// <exception cref="InvalidCastException">One does not convert, or they have no type in common.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for a type that cannot be shared.</exception>
    public static Array Of(object given, Type? type)
    {
        object bare = ElementConversion.Bare(given)!;
        Type? own = bare.GetType().GetElementType();
        if (bare is Array { Rank: 1 } && own is { IsPrimitive: true } && (type is null || type == own))
        {
            ElementConversion.Supported(own);
            return (Array)bare;
        }

        List<object?> values = [];
        foreach (object? value in LanguagePrimitives.GetEnumerable(bare) ?? new[] { bare })
        {
            values.Add(ElementConversion.Number(value));
        }

        return Convert(values, ElementConversion.Supported(type ?? CommonType(values)));
    }

    private static Array Convert(List<object?> values, Type type)
    {
        Array elements = Array.CreateInstance(type, values.Count);
        for (int i = 0; i < values.Count; i++)
        {
            elements.SetValue(ElementConversion.Convert(values[i], type, $"the elements (at index {i})"), i);
        }

        return elements;
    }

    private static Type CommonType(List<object?> values)
    {
        HashSet<Type> types = [];
        for (int i = 0; i < values.Count; i++)
        {
            types.Add(values[i]?.GetType()
                ?? throw new InvalidCastException($"The initial value at index {i} is $null, which no shared array "
                    + "can hold."));
        }

        return types.Count switch
        {
            0 => throw new InvalidCastException("There is no initial value. Give at least one, or -Type and -Length."),
            1 => types.First(),
            _ when types.Any(t => t == typeof(double) || t == typeof(float)) && types.All(IsNumber) => typeof(double),
            _ when types.All(IsNumber) && !types.Contains(typeof(ulong)) => types.Any(t => t == typeof(long) || t == typeof(uint)) ? typeof(long) : typeof(int),
            _ => throw new InvalidCastException(
                $"The initial values have no type in common: {string.Join(", ", types.Select(t => t.Name))}. Say "
                    + "which to use with -Type."),
        };
    }

    private static bool IsNumber(Type type) =>
        type.IsPrimitive && type != typeof(bool) && type != typeof(char) && type != typeof(nint) && type != typeof(nuint);
}
