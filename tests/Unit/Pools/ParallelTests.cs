namespace Ipc.Tests.Pools;

/// <summary>Invoke-IpcParallel as users have it.</summary>
[Collection("Pools")]
public sealed class ParallelTests(PoolFixture fixture) : ParallelCases(fixture), IClassFixture<PoolFixture>;
