using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A shared object of any kind, what Get-IpcObject has found, or a name.</summary>
public sealed class ObjectArgument
{
    /// <summary>A live object.</summary>
    public ObjectArgument(IpcObject live) => Given = Live = live;

    /// <summary>What Get-IpcObject has found.</summary>
    public ObjectArgument(IpcObjectInfo found) => Given = Found = found;

    /// <summary>A name, wildcards allowed, or the id of an anonymous object.</summary>
    public ObjectArgument(string name) => Given = Name = name;

    /// <summary>A number: a name that was written without quotes, or an element of an array.</summary>
    public ObjectArgument(ValueType number)
    {
        Given = number;
        Name = LanguagePrimitives.ConvertTo<string>(number);
        IsNumber = true;
    }

    /// <summary>What the user passed.</summary>
    internal object? Given { get; }

    internal IpcObject? Live { get; }

    internal IpcObjectInfo? Found { get; }

    internal string? Name { get; }

    internal bool IsNumber { get; }

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";
}
