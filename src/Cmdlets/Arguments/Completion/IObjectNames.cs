namespace Ipc.Commands;

/// <summary>An argument that may be the name of an object.</summary>
internal interface IObjectNames
{
    /// <summary>Of which kinds that object may be; none stands for all.</summary>
    static abstract IReadOnlyList<IpcKind> Kinds { get; }
}
