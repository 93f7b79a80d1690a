using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A shared object of any kind, what Get-IpcObject has found, or a name.</summary>
public sealed class ObjectArgument : IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [];

    /// <summary>A live object.</summary>
    public ObjectArgument(IIpcObject live) => Given = Live = live;

    /// <summary>What Get-IpcObject has found.</summary>
    public ObjectArgument(IpcObjectInfo found) => Given = Found = found;

    /// <summary>A name, wildcards allowed, or the id of an anonymous object.</summary>
    public ObjectArgument(string name) => Given = Name = name;

    /// <summary>A name that was written without quotes, such as 5, or an element of a shared array.</summary>
    public ObjectArgument(ValueType value)
    {
        Given = value;
        Name = LanguagePrimitives.ConvertTo<string>(value);
    }

    /// <summary>What the user passed.</summary>
    internal object? Given { get; }

    internal IIpcObject? Live { get; }

    internal IpcObjectInfo? Found { get; }

    internal string? Name { get; }

    /// <summary>Whether it is of a type that elements of a shared array have.</summary>
    internal bool IsElement => Given is ValueType value && value.GetType().IsPrimitive;

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";
}
