namespace Ipc.Regions;

/// <summary>What a region is made of, and what a second opener must find.</summary>
/// <param name="Name">The name as the user wrote it; null for an anonymous object.</param>
/// <param name="Persistent">Whether it stays when its last holder leaves.</param>
/// <param name="Plan">What the kind adds.</param>
/// <param name="Internal">Whether it is not listed for a user.</param>
internal sealed record RegionSpec(string? Name, bool Persistent, RegionPlan Plan, bool Internal = false);
