using Ipc.Commands;

namespace Ipc.Tests.Internals;

/// <summary>What is asked of the engine by reflection, in the engine that these tests run in.</summary>
public sealed class EngineInternalsTests
{
    [Fact]
    public void Nothing_is_missing() => Assert.Equal([], EngineInternals.Missing);

    [Fact]
    public void Everything_has_the_types_that_it_had() =>
        Assert.Equal([], EngineInternals.Operations.Where(one => !one.IsBound).Select(one => one.Name));
}
