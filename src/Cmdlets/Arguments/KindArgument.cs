using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The base of the arguments that are a live object of one kind, or the name of one, or what Get-IpcObject has found.</summary>
/// <typeparam name="T">What it must be.</typeparam>
public abstract class KindArgument<T>
    where T : IpcObject
{
    private readonly IpcKind _kind;

    private protected KindArgument(IpcKind kind, object given)
    {
        _kind = kind;
        Given = given;
    }

    /// <summary>What the user passed.</summary>
    internal object Given { get; }

    /// <summary>The live object; opens it by name if need be.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.KindMismatch"/>, and the errors of opening.</exception>
    internal T Resolve() => Resolve(0);

    /// <summary>The live object; opens that part of it by name if need be.</summary>
    private protected T Resolve(byte part) => Given switch
    {
        T live => live,
        IpcObject other => throw Refuse(other),
        IpcObjectInfo found => Open(found.Id, part),
        object name => Open((string)name, part),
    };

    /// <inheritdoc/>
    public override string ToString() => Given.ToString()!;

    /// <summary>The object of that name, of this or another kind that will do.</summary>
    private protected virtual T Open(string name, byte part) => (T)NamedObjects.Get(_kind, name, part);

    private IpcException Refuse(IpcObject other)
    {
        string what = $"What was passed is the {other.Describe()}, and this takes {Region.WithArticle(_kind)}, or the name of one.";
        return new IpcException(
            IpcError.KindMismatch, other is IpcLockSet && typeof(T) == typeof(IpcLockable) ? $"{what} Take one of its locks: $locks[0] is the first." : what);
    }
}
