namespace Ipc.Commands;

/// <summary>What a frame says besides what it is about.</summary>
[Flags]
internal enum FrameFlags : ushort
{
    None = 0,

    /// <summary>The item ended with an error, and did not just write some.</summary>
    HasFailed = 1,

    /// <summary>The worker takes more memory than it may.</summary>
    IsTooLarge = 2,

    /// <summary>At the end of the input: run the -End block.</summary>
    RunsEnd = 4,

    /// <summary>When it is stopped: the processes that the script has started go on.</summary>
    KeepsChildren = 8,

    /// <summary>Of an information record: whoever wrote it wanted it to be shown.</summary>
    IsShown = 16,
}
