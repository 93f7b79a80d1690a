using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// The members of a PSObject that are its own, its type names and its remembered text, without the cost and the side
/// effects of the public way: reading <see cref="PSObject.TypeNames"/> copies the list and tells the engine that every
/// object of that type may have names of its own, which slows all scripts down. The engine's own serializer uses the
/// same internal members. Where an engine lacks one, the public way is taken instead.
/// </summary>
internal static class ObjectMembers
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Func<PSObject, IEnumerable<PSMemberInfo>?> s_own = BindOwn();
    private static readonly Func<PSObject, Collection<string>> s_typeNames = BindTypeNames();
    private static readonly Func<string[], Collection<string>>? s_makeTypeNames = BindMakeTypeNames();
    private static readonly Action<PSObject, Collection<string>> s_setTypeNames = BindSetTypeNames();
    private static readonly Func<PSObject, string?> s_text = BindText();
    private static readonly Action<PSObject, string> s_setText = BindSetText();

    /// <summary>The type names of a plain PSCustomObject.</summary>
    public static readonly Collection<string> CustomObjectNames = s_typeNames(new PSObject());

    /// <summary>The members added to this very object, in order; null if there are none.</summary>
    public static IEnumerable<PSMemberInfo>? Own(PSObject value) => s_own(value);

    /// <summary>The type names, most specific first. Not to be changed.</summary>
    public static Collection<string> TypeNames(PSObject value) => s_typeNames(value);

    /// <summary>A list of type names that <see cref="SetTypeNames"/> can copy for many objects.</summary>
    public static Collection<string> MakeTypeNames(string[] names) =>
        s_makeTypeNames is null ? new Collection<string>(names) : s_makeTypeNames(names);

    /// <summary>Replaces the type names by a copy of a list from <see cref="MakeTypeNames"/>.</summary>
    public static void SetTypeNames(PSObject value, Collection<string> names) => s_setTypeNames(value, names);

    /// <summary>The text an object keeps from the object it was made from; null if none.</summary>
    public static string? Text(PSObject value) => s_text(value);

    /// <summary>Makes an object print as the one it was made from.</summary>
    public static void SetText(PSObject value, string text) => s_setText(value, text);

    private static Func<PSObject, IEnumerable<PSMemberInfo>?> BindOwn()
    {
        MethodInfo? method = typeof(PSObject).GetMethod("HasInstanceMembers", Hidden);
        if (method?.GetParameters() is not [{ ParameterType: Type first }, { IsOut: true } second] || first != typeof(object))
        {
            return OwnByPublicMembers;
        }

        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        ParameterExpression members = Expression.Variable(second.ParameterType.GetElementType()!);
        return Expression.Lambda<Func<PSObject, IEnumerable<PSMemberInfo>?>>(
            Expression.Block(
                [members],
                Expression.Condition(
                    Expression.Call(method, Expression.Convert(value, typeof(object)), members),
                    Expression.Convert(members, typeof(IEnumerable<PSMemberInfo>)),
                    Expression.Constant(null, typeof(IEnumerable<PSMemberInfo>)))),
            value).Compile();
    }

    private static IEnumerable<PSMemberInfo>? OwnByPublicMembers(PSObject value)
    {
        List<PSMemberInfo> own = value.Members.Where(member => member.IsInstance).ToList();
        return own.Count == 0 ? null : own;
    }

    private static Func<PSObject, Collection<string>> BindTypeNames() =>
        typeof(PSObject).GetProperty("InternalTypeNames", Hidden)?.GetMethod is MethodInfo getter
            ? getter.CreateDelegate<Func<PSObject, Collection<string>>>()
            : value => value.TypeNames;

    private static Func<string[], Collection<string>>? BindMakeTypeNames()
    {
        Type? type = typeof(PSObject).GetProperty("InternalTypeNames", Hidden)?.PropertyType;
        if (type?.GetConstructor(Hidden, [typeof(IEnumerable<string>)]) is not ConstructorInfo constructor)
        {
            return null;
        }

        ParameterExpression names = Expression.Parameter(typeof(string[]));
        return Expression.Lambda<Func<string[], Collection<string>>>(
            Expression.New(constructor, Expression.Convert(names, typeof(IEnumerable<string>))), names).Compile();
    }

    private static Action<PSObject, Collection<string>> BindSetTypeNames()
    {
        PropertyInfo? property = typeof(PSObject).GetProperty("InternalTypeNames", Hidden);
        if (property?.SetMethod is not MethodInfo setter
            || property.PropertyType.GetConstructor(Hidden, [property.PropertyType]) is not ConstructorInfo copy)
        {
            return SetTypeNamesByPublicList;
        }

        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        ParameterExpression names = Expression.Parameter(typeof(Collection<string>));
        return Expression.Lambda<Action<PSObject, Collection<string>>>(
            Expression.Call(value, setter, Expression.New(copy, Expression.Convert(names, property.PropertyType))),
            value,
            names).Compile();
    }

    private static void SetTypeNamesByPublicList(PSObject value, Collection<string> names)
    {
        value.TypeNames.Clear();
        foreach (string name in names)
        {
            value.TypeNames.Add(name);
        }
    }

    private static Func<PSObject, string?> BindText() =>
        typeof(PSObject).GetProperty("ToStringFromDeserialization", Hidden)?.GetMethod is MethodInfo getter
            ? getter.CreateDelegate<Func<PSObject, string?>>()
            : static _ => null;

    /// <summary>
    /// As the engine's deserializer does it: the text, and an own method ToString, without which <c>"$object"</c> would
    /// list the properties.
    /// </summary>
    private static Action<PSObject, string> BindSetText()
    {
        MethodInfo? setter = typeof(PSObject).GetProperty("ToStringFromDeserialization", Hidden)?.SetMethod;
        PropertyInfo? adapterProperty = typeof(PSObject).GetProperty("DotNetInstanceAdapter", Hidden);
        object? adapter = adapterProperty?.GetValue(null);
        MethodInfo? find = adapter?.GetType().GetMethods(Hidden)
            .FirstOrDefault(method => method.Name == "GetDotNetMethod" && method.IsGenericMethodDefinition && method.GetParameters().Length == 2);
        if (setter is null || find is null)
        {
            return static (_, _) => { };
        }

        Action<PSObject, string> setText = setter.CreateDelegate<Action<PSObject, string>>();
        Func<object, string, PSMemberInfo> method =
            find.MakeGenericMethod(typeof(PSMemberInfo)).CreateDelegate<Func<object, string, PSMemberInfo>>(adapter);
        return (value, text) =>
        {
            setText(value, text);
            value.Members.Add(method(value, "ToString"), preValidated: true);
        };
    }
}
