using System.Collections;

namespace Ipc;

/// <summary>
/// A list that processes share: what one adds the others read. An element that was read is a copy, and changing that
/// changes nothing here. Every single operation happens at once or not at all. An index below 0 counts from the end.
/// </summary>
#pragma warning disable CA1010 // What it is made of is objects of any type; IpcList is enumerated as such.
public interface IIpcList : IIpcObject, IList
#pragma warning restore CA1010
{
    /// <summary>Adds elements at the end, all at once and next to each other.</summary>
    /// <param name="values">The elements.</param>
    void AddRange(IEnumerable values);

    /// <summary>Removes the last element, if there is one.</summary>
    /// <param name="value">The element.</param>
    /// <returns>Whether there was one.</returns>
    bool TryPop(out object? value);

    /// <summary>Sets an element if it is what is expected.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="value">What it shall be.</param>
    /// <param name="comparisonValue">What it must be before, of the same type.</param>
    /// <returns>Whether it was set.</returns>
    bool TryUpdate(int index, object? value, object? comparisonValue);
}
