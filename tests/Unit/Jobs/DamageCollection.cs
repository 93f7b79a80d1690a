namespace Ipc.Tests.Jobs;

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition("Damage", DisableParallelization = true)]
public sealed class DamageCollection;
