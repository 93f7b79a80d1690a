namespace Ipc;

/// <summary>How an attempt to do something once ended.</summary>
public enum IpcOnceResult
{
    /// <summary>The deadline passed; somebody else is at it.</summary>
    TimedOut = 0,

    /// <summary>It is the caller's to do: <see cref="IIpcOnce.Complete(ReadOnlySpan{byte})"/> or <see cref="IIpcOnce.GiveUp"/> is
    /// next.</summary>
    Begun = 1,

    /// <summary>It has been done, and there is a result.</summary>
    Done = 2,
}
