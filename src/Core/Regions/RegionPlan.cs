namespace Ipc.Regions;

/// <summary>What a kind adds to the making of a region.</summary>
/// <param name="Parameters">
/// Up to <see cref="RegionLayout.ParameterCount"/> numbers whose meaning is the kind's: capacity, element type and so
/// on. They never change.
/// </param>
/// <param name="DataSize">
/// Bytes to reserve behind <see cref="RegionLayout.Data"/>; 0 for what fits the first page.
/// </param>
internal sealed record RegionPlan(ulong[] Parameters, long DataSize = 0)
{
    /// <summary>A parameter; 0 for one that the kind does not have.</summary>
    public ulong this[int index] => index < Parameters.Length ? Parameters[index] : 0;
}
