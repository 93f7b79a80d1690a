namespace Ipc.Commands;

/// <summary>The streams of PowerShell, as frames name them.</summary>
internal enum StreamKind : byte
{
    /// <summary>The payload is not for a stream.</summary>
    None,

    Output,
    Error,
    Warning,
    Verbose,
    Debug,

    /// <summary>Write-Host is part of it.</summary>
    Information,

    Progress,

    /// <summary>No stream: an item that an item has added to its call.</summary>
    Added,
}
