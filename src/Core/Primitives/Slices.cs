using System.Collections;
using System.Dynamic;
using System.Linq.Expressions;
using System.Reflection;

namespace Ipc.Primitives;

/// <summary>
/// Several elements by their indexes, as a dynamic language gives them: <c>$array[0..1]</c>, <c>$array[0, 2]</c>. An
/// index below zero counts from the end.
/// </summary>
internal static class Slices
{
    /// <summary>What sets elements: given the object, the index or indexes, and the value.</summary>
    public static readonly MethodInfo SetMethod = Method(nameof(Set));

    /// <summary>What reads one element or several: given the object, and the index or indexes.</summary>
    public static readonly MethodInfo GetMethod = Method(nameof(Get));

    /// <summary>Whether these are more than one index.</summary>
    public static bool IsSlice(DynamicMetaObject[] indexes) =>
        indexes.Length > 1 || typeof(IList).IsAssignableFrom(indexes[0].LimitType);

    /// <summary>Calls one of the two methods.</summary>
    public static DynamicMetaObject Bind(
        DynamicMetaObject target, MethodInfo method, DynamicMetaObject[] indexes, DynamicMetaObject? value = null)
    {
        Expression index = indexes.Length == 1
            ? AsObject(indexes[0].Expression)
            : Expression.NewArrayInit(typeof(object), indexes.Select(one => AsObject(one.Expression)));
        BindingRestrictions restrictions = BindingRestrictions.GetTypeRestriction(target.Expression, target.LimitType);
        if (indexes.Length == 1 && indexes[0].HasValue && indexes[0].Value is not null)
        {
            restrictions = restrictions.Merge(
                BindingRestrictions.GetTypeRestriction(indexes[0].Expression, indexes[0].LimitType));
        }

        Expression[] arguments = value is null
            ? [AsObject(target.Expression), index]
            : [AsObject(target.Expression), index, AsObject(value.Expression)];
        return new DynamicMetaObject(Expression.Call(method, arguments), restrictions);
    }

    /// <summary>The error for an index that does not exist.</summary>
    public static ArgumentOutOfRangeException OutOfRange(IElements elements, object? index) => new(
        nameof(index), index, $"The {elements.Describe()} has the elements 0 to {elements.Length - 1}.");

    private static UnaryExpression AsObject(Expression expression) => Expression.Convert(expression, typeof(object));

    private static MethodInfo Method(string name) =>
        typeof(Slices).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static object? Get(object target, object? index)
    {
        IElements elements = ElementsOf(target);
        int[] indexes = IndexesOf(elements, index);
        if (index is not IList)
        {
            return ((IList)elements)[indexes[0]];
        }

        Array several = Array.CreateInstance(elements.ElementType, indexes.Length);
        for (int i = 0; i < indexes.Length; i++)
        {
            several.SetValue(((IList)elements)[indexes[i]], i);
        }

        return several;
    }

    // As many values as indexes, or one for all.
    private static object? Set(object target, object? index, object? value)
    {
        IElements elements = ElementsOf(target);
        int[] indexes = IndexesOf(elements, index);
        Array values = value as Array ?? Convert<object[]>(value, $"the elements of the {elements.Describe()}");
        if (values.Length != indexes.Length && values.Length != 1)
        {
            throw new ArgumentException(
                $"There are {values.Length} values for {indexes.Length} elements of the {elements.Describe()}. Give as "
                    + "many, or one for all. Nothing was changed.",
                nameof(value));
        }

        elements.SetAll(indexes, values);
        return value;
    }

    // A memory by itself is its bytes.
    private static IElements ElementsOf(object target)
    {
        IElements elements = target as IElements ?? ((IpcMemory)target).AsArray<byte>();
        elements.ThrowIfUnusable();
        return elements;
    }

    private static int[] IndexesOf(IElements elements, object? index)
    {
        IList given = index as IList ?? new[] { index };
        int[] indexes = new int[given.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            int one = Convert<int>(given[i], $"an index of the {elements.Describe()}");
            indexes[i] = one < 0 ? one + elements.Length : one;
            if ((uint)indexes[i] >= (uint)elements.Length)
            {
                throw OutOfRange(elements, one);
            }
        }

        return indexes;
    }

    private static T Convert<T>(object? given, string what) => given is T same
        ? same
        : (T)(IpcHosting.Convert?.Invoke(given, typeof(T), what)
            ?? throw new InvalidCastException(
                $"[{given?.GetType().Name ?? "null"}] is not [{typeof(T).Name}], the type of {what}."));
}
