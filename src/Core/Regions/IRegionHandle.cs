namespace Ipc.Regions;

/// <summary>A handle to an object, for who holds one and does not care what it is.</summary>
internal interface IRegionHandle : IDisposable
{
    /// <summary>The object's memory in this process.</summary>
    Region Region { get; }
}
