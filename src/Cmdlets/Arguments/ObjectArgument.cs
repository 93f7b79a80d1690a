using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A shared object of any kind, what Get-IpcObject has found, or a name.</summary>
public sealed class ObjectArgument : IObjectNames, IRefusableArgument, IGivenObject
{
    private bool _refused;

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
    internal object? Given { get; private set; }

    object? IGivenObject.Given => Given;

    internal IIpcObject? Live { get; }

    internal IpcObjectInfo? Found { get; }

    internal string? Name { get; }

    void IRefusableArgument.Refuse(object? given)
    {
        Given = given;
        _refused = true;
    }

    /// <summary>Refuses what is no object, and what could be an element of one.</summary>
    /// <param name="cmdlet">The cmdlet that takes objects: Remove-IpcObject.</param>
    /// <param name="ofWorkers">The one that does it to workers: Remove-IpcWorker.</param>
    /// <param name="isPiped">Whether it may come from a pipeline, which takes an array apart.</param>
    /// <exception cref="InvalidCastException">It is neither an object nor a name.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.InvalidName"/>: it may be an element of an array.</exception>
    internal void ThrowIfRefused(string cmdlet, string ofWorkers, bool isPiped)
    {
        if (_refused)
        {
            throw RefusedValue.Error(Given, "an Ipc object", Given is Job ? $"For a worker there is {ofWorkers}." : null);
        }

        if (isPiped && Given is ValueType value && value.GetType().IsPrimitive)
        {
            // It could be the name of something else.
            throw new IpcException(
                IpcError.InvalidName,
                $"{Name} ({value.GetType().Name}) is neither an object nor a name. A pipeline takes a shared array "
                    + $"apart: write {cmdlet} $array. A name of digits goes in quotes.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";
}
