namespace Ipc.Commands;

/// <summary>What every frame begins with.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Worker">The number of the worker at its parent; 0 to a worker, which knows.</param>
/// <param name="Call">The call, of a pool; 0 for none.</param>
/// <param name="Item">The item of the call; -1 for none.</param>
/// <param name="Stream">Where the payload was written.</param>
/// <param name="Flags">What else it says.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind,
    int Worker = 0,
    int Call = 0,
    long Item = -1,
    StreamKind Stream = StreamKind.None,
    FrameFlags Flags = FrameFlags.None);
