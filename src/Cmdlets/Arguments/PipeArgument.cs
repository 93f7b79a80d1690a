namespace Ipc.Commands;

/// <summary>An end of a pipe, or the name of a pipe.</summary>
public sealed class PipeArgument : KindArgument<IpcPipe>
{
    /// <summary>A live end of a pipe.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public PipeArgument(IpcObject live)
        : base(IpcKind.Pipe, live)
    {
    }

    /// <summary>The name of a pipe, or the id of an anonymous one.</summary>
    public PipeArgument(string name)
        : base(IpcKind.Pipe, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public PipeArgument(IpcObjectInfo found)
        : base(IpcKind.Pipe, found)
    {
    }

    /// <summary>The live end; opens it by name if need be.</summary>
    /// <param name="end">Which end a name means. A live end is the one that it is.</param>
    internal IpcPipe Resolve(IpcPipeEnd end) => Resolve((byte)end);
}
