namespace Ipc.Host.StandIns.Management;

/// <summary>What Test-Path looks for.</summary>
public enum PathKind
{
    /// <summary>An item of either kind.</summary>
    Any,

    /// <summary>An item that can hold others, such as a folder.</summary>
    Container,

    /// <summary>An item that can't, such as a file.</summary>
    Leaf,
}
