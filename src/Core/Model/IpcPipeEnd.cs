namespace Ipc;

/// <summary>The two ends of a pipe.</summary>
public enum IpcPipeEnd
{
    /// <summary>The first end; of a one-way pipe, the one that receives.</summary>
    Left = 0,

    /// <summary>The second end; of a one-way pipe, the one that sends.</summary>
    Right = 1,
}
