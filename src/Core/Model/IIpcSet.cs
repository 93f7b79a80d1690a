using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Ipc;

/// <summary>A set that processes share: text, numbers or other plain values, each once.</summary>
[SuppressMessage("Design", "CA1010", Justification = "What is in it may be of any plain type.")]
public interface IIpcSet : IIpcObject, ICollection
{
    /// <summary>Whether text that differs by case only is different.</summary>
    bool IsCaseSensitive { get; }

    /// <summary>Adds a value, if it is not there.</summary>
    /// <param name="value">Text, a number, or another plain value.</param>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    bool Add(object value);

    /// <summary>Removes a value.</summary>
    /// <param name="value">Text, a number, or another plain value.</param>
    /// <returns>Whether it was there.</returns>
    bool Remove(object value);

    /// <summary>Whether a value is there.</summary>
    /// <param name="value">Text, a number, or another plain value.</param>
    bool Contains(object value);

    /// <summary>Removes all values, at once.</summary>
    void Clear();
}
