namespace Ipc.Tests.Internals;

/// <summary>Tests that make the engine look poorer than it is, in the whole process: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FallbackCollection
{
    public const string Name = "Engine fallbacks";
}
