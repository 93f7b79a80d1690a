using System.Collections.Concurrent;

namespace Ipc.Commands;

/// <summary>What a message says of an enum type, and the way back.</summary>
/// <param name="Assembly">The simple name of its assembly.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Underlying">The type of its numbers.</param>
internal sealed record EnumShape(string Assembly, string Name, Type Underlying)
{
    private const int LongestCache = 4096;

    private static readonly ConcurrentDictionary<Type, EnumShape> s_shapes = new();
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, Type>> s_byAssembly = new();

    /// <summary>The shape of an enum type.</summary>
    public static EnumShape Of(Type type)
    {
        if (s_shapes.TryGetValue(type, out EnumShape? shape))
        {
            return shape;
        }

        shape = new EnumShape(type.Assembly.GetName().Name ?? string.Empty, type.FullName ?? type.Name, Enum.GetUnderlyingType(type));
        if (s_shapes.Count < LongestCache && !type.IsCollectible)
        {
            s_shapes.TryAdd(type, shape);
        }

        return shape;
    }

    /// <summary>
    /// The enum type a message names, if it belongs to .NET or PowerShell and its assembly is loaded; null otherwise.
    /// The name is looked up in a list made from that assembly: no name from a message is ever given to a type loader.
    /// </summary>
    /// <param name="assembly">The simple name of the assembly.</param>
    /// <param name="name">The full name of the type.</param>
    /// <param name="loaded">The assemblies that are loaded, once for each message.</param>
    public static Type? Find(string assembly, string name, Lazy<ILookup<string?, System.Reflection.Assembly>> loaded)
    {
        if (!IsOfThePlatform(assembly))
        {
            return null;
        }

        if (!s_byAssembly.TryGetValue(assembly, out IReadOnlyDictionary<string, Type>? types))
        {
            if (loaded.Value[assembly].FirstOrDefault() is not { } found)
            {
                return null;
            }

            types = s_byAssembly.GetOrAdd(assembly, List(found));
        }

        return types.GetValueOrDefault(name);
    }

    private static bool IsOfThePlatform(string assembly) =>
        assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.PowerShell.", StringComparison.Ordinal);

    /// <summary>The assemblies in which types may be found, by their simple names.</summary>
    public static ILookup<string?, System.Reflection.Assembly> Loaded() => AppDomain.CurrentDomain.GetAssemblies()
        .Where(static one => !one.IsDynamic && !one.IsCollectible)
        .ToLookup(static one => one.GetName().Name);

    private static Dictionary<string, Type> List(System.Reflection.Assembly assembly)
    {
        Type?[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (System.Reflection.ReflectionTypeLoadException exception)
        {
            types = exception.Types;
        }

        Dictionary<string, Type> enums = new(StringComparer.Ordinal);
        foreach (Type? type in types)
        {
            if (type is { IsEnum: true, ContainsGenericParameters: false, FullName: string name } && type.IsVisible)
            {
                enums.TryAdd(name, type);
            }
        }

        return enums;
    }
}
