namespace Ipc;

/// <summary>One typed value, with a lock of its own unless made without.</summary>
public interface IIpcValue : IIpcLock
{
    /// <summary>The type it holds.</summary>
    Type GetElementType();

    /// <summary>Reads the value.</summary>
    object? GetValue();

    /// <summary>Sets the value.</summary>
    /// <param name="value">Of exactly the element type; null only where that is any object.</param>
    /// <exception cref="InvalidCastException">The value has another type; nothing was changed.</exception>
    void SetValue(object? value);
}
