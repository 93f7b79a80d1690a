namespace Ipc.Regions;

/// <summary>The life of a region. The numbers are part of the format.</summary>
internal enum RegionState : uint
{
    Ready = 1,

    /// <summary>The last holder is leaving and looks whether somebody has come meanwhile.</summary>
    Closing = 2,

    /// <summary>Nobody may use it any more; the file is gone or about to go.</summary>
    Removed = 3,
}
