namespace Ipc.Tests.Internals;

/// <summary>Tests that make the engine look poorer than it is, for the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FallbackCollection
{
    public const string Name = "Engine fallbacks";
}
