namespace Ipc.Regions;

/// <summary>A handle to an object, for who holds one and does not care what it is.</summary>
internal interface IRegionHandle : IDisposable
{
    /// <summary>The object's memory in this process.</summary>
    Region Region { get; }

    /// <summary>
    /// What the object cannot be opened without: the lock that a value was made on. A message that refers to the object
    /// refers to that, too. Null for nothing.
    /// </summary>
    IpcReference? Needs { get; }
}
