namespace Ipc.Commands;

/// <summary>
/// What a message between a worker and its parent is: the first byte. From the worker its number (4 bytes) follows, then the
/// payload. The start message, which is the first to the worker, has no such byte.
/// </summary>
internal enum WorkerMessage : byte
{
    /// <summary>Parent to worker: stop the script, politely. One byte: whether what it has started is to go on.</summary>
    Stop = 2,

    /// <summary>Parent to worker: an object for $input.</summary>
    Input = 4,

    /// <summary>Parent to worker: there is no more input.</summary>
    InputEnd = 5,

    /// <summary>Worker to parent: the script is about to run. The payload says which process that is.</summary>
    Started = 3,

    /// <summary>An object of the output.</summary>
    Output = 10,

    /// <summary>An error record.</summary>
    Error = 11,

    /// <summary>A warning.</summary>
    Warning = 12,

    /// <summary>A verbose record.</summary>
    Verbose = 13,

    /// <summary>A debug record.</summary>
    Debug = 14,

    /// <summary>An information record; Write-Host is one.</summary>
    Information = 15,

    /// <summary>A progress record.</summary>
    Progress = 16,

    /// <summary>Worker to parent: the script has ended; how, is the payload.</summary>
    Ended = 20,

    /// <summary>Parent to itself, behind everything the worker sent: its process has ended.</summary>
    Exited = 21,
}
