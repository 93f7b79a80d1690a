namespace Ipc;

/// <summary>How an attempt to receive ended.</summary>
public enum IpcReceiveResult
{
    /// <summary>The deadline passed; nothing was taken.</summary>
    TimedOut = 0,

    /// <summary>A message was received.</summary>
    Received = 1,

    /// <summary>There is nothing left, and nothing more will come.</summary>
    Closed = 2,
}
