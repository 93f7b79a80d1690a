using System.Collections;
using System.Dynamic;

namespace Ipc.Primitives;

/// <summary>
/// Several elements by their indexes, as a dynamic language gives them: <c>$array[0..1]</c>, <c>$array[0, 2]</c>. An
/// index below zero counts from the end.
/// </summary>
internal static class Slices
{
    /// <summary>Whether these are more than one index.</summary>
    public static bool IsSlice(DynamicMetaObject[] indexes) =>
        indexes.Length > 1 || typeof(IList).IsAssignableFrom(indexes[0].LimitType);

    /// <summary>The error for an index that does not exist.</summary>
    public static ArgumentOutOfRangeException OutOfRange(IElements elements, object? index) => new(
        nameof(index), index, $"The {elements.Describe()} has the elements 0 to {elements.Length - 1}.");

    /// <summary>One element, or an array of several.</summary>
    public static object? Get(IElements elements, object? index)
    {
        elements.ThrowIfUnusable();
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

    /// <summary>Sets one element, or several: as many values as indexes, or one for all.</summary>
    public static object? Set(IElements elements, object? index, object? value)
    {
        elements.ThrowIfUnusable();
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
