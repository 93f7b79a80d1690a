namespace Ipc.Regions;

/// <summary>What a region is made of, and what a second opener must find.</summary>
internal sealed record RegionSpec
{
    /// <summary>The name as the user wrote it; null for an anonymous object.</summary>
    public string? Name { get; init; }

    public bool Persistent { get; init; }

    /// <summary>Four numbers whose meaning is the kind's: capacity, element type and so on. Never change.</summary>
    public ulong[] Parameters { get; init; } = new ulong[RegionLayout.ParameterCount];

    /// <summary>Bytes to reserve behind <see cref="RegionLayout.Data"/>; 0 for what fits the first page.</summary>
    public long DataSize { get; init; }
}
