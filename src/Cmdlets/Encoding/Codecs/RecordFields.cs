namespace Ipc.Commands;

/// <summary>
/// The fields of a record that came with a message, each with the type it must have or not there at all.
/// </summary>
internal readonly struct RecordFields
{
    private readonly Dictionary<string, object?> _fields;

    /// <summary>Wraps what was read.</summary>
    public RecordFields(Dictionary<string, object?> fields) => _fields = fields;

    /// <summary>A field of any type; null if it is not there.</summary>
    public object? Value(string name) => _fields.GetValueOrDefault(name);

    /// <summary>A string; null if it is not there.</summary>
    public string? Text(string name) => Of<string>(name);

    /// <summary>A value type, or the default if it is not there.</summary>
    public T ValueOr<T>(string name, T otherwise)
        where T : struct =>
        !_fields.TryGetValue(name, out object? value) || value is null ? otherwise
        : value is T field ? field
        : throw Wrong(name);

    /// <summary>A value type; null if it is not there.</summary>
    public T? Optional<T>(string name)
        where T : struct =>
        !_fields.TryGetValue(name, out object? value) || value is null ? null
        : value is T field ? field
        : throw Wrong(name);

    /// <summary>A reference type; null if it is not there.</summary>
    public T? Of<T>(string name)
        where T : class =>
        !_fields.TryGetValue(name, out object? value) || value is null ? null
        : value as T ?? throw Wrong(name);

    private static IpcException Wrong(string name) =>
        MessageError.Corrupt($"the field {name} of a record has the wrong type");
}
