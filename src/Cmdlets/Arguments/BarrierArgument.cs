namespace Ipc.Commands;

/// <summary>A barrier, or the name of one.</summary>
public sealed class BarrierArgument : KindArgument<IIpcBarrier>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Barrier];

    /// <summary>A live barrier.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public BarrierArgument(IIpcObject live)
        : base(IpcKind.Barrier, live)
    {
    }

    /// <summary>The name of a barrier, or the id of an anonymous one.</summary>
    public BarrierArgument(string name)
        : base(IpcKind.Barrier, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public BarrierArgument(IpcObjectInfo found)
        : base(IpcKind.Barrier, found)
    {
    }
}
