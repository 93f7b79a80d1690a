namespace Ipc.Commands;

/// <summary>A dictionary, or the name of one.</summary>
public sealed class DictionaryArgument : KindArgument<IIpcDictionary>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Dictionary];

    /// <summary>A live dictionary.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public DictionaryArgument(IIpcObject live)
        : base(IpcKind.Dictionary, live)
    {
    }

    /// <summary>The name of a dictionary, or the id of an anonymous one.</summary>
    public DictionaryArgument(string name)
        : base(IpcKind.Dictionary, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public DictionaryArgument(IpcObjectInfo found)
        : base(IpcKind.Dictionary, found)
    {
    }
}
