using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The base of the arguments that are a live object of one kind, or the name of one, or what Get-IpcObject has found.
/// </summary>
/// <typeparam name="T">What it must be.</typeparam>
public abstract class KindArgument<T> : IRefusableArgument, IGivenObject
    where T : class, IIpcObject
{
    private readonly IpcKind _kind;
    private bool _refused;

    private protected KindArgument(IpcKind kind, object? given)
    {
        _kind = kind;
        Given = given;
    }

    /// <summary>What the user passed.</summary>
    internal object? Given { get; private set; }

    object? IGivenObject.Given => Given;

    void IRefusableArgument.Refuse(object? given)
    {
        Given = given;
        _refused = true;
    }

    /// <summary>The name or id that stands for the object; null when something else was passed.</summary>
    internal string? Name => Given switch
    {
        _ when _refused => null,
        IpcObjectInfo found => found.Id,
        string name => name,
        null => "",
        _ => null,
    };

    /// <summary>The live object; opens it by name if need be.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.KindMismatch"/>, and the errors of opening.</exception>
    /// <exception cref="InvalidCastException">What was passed is neither an object nor a name.</exception>
    internal T Resolve() => Given switch
    {
        _ when _refused => throw RefusedValue.Error(Given, KindTable.WithArticle(_kind), HintFor(Given)),
        T live => live,
        IIpcObject other => throw Refuse(other),
        IpcObjectInfo found => Open(found.Id),
        object name => Open((string)name),
        null => Open(""),
    };

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";

    /// <summary>The object of that name, of this or another kind that will do.</summary>
    private protected virtual T Open(string name) => Open<T>(_kind, name);

    private protected static TAny Open<TAny>(IpcKind kind, string name, byte part = 0)
        where TAny : class, T => (TAny)NamedObjects.Get(kind, name, part);

    /// <summary>What else to say to who passed an object of another kind.</summary>
    private protected virtual string? Hint(IIpcObject other) => null;

    /// <summary>What to say to who passed neither an object nor a name; null for what holds for all.</summary>
    private protected virtual string? HintFor(object? given) => null;

    private IpcException Refuse(IIpcObject other)
    {
        string what = $"What was passed is the {other.Describe()}, and this takes {KindTable.WithArticle(_kind)}, or "
            + "the name of one.";
        return new IpcException(IpcError.KindMismatch, Hint(other) is { } hint ? $"{what} {hint}" : what);
    }
}
