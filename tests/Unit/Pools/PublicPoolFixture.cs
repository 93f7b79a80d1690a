using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>As its base, with pools that use nothing of the engine that is not public.</summary>
public sealed class PublicPoolFixture : PoolFixture
{
    public PublicPoolFixture() : base(avoidsInternals: true)
    {
    }

    public override void Dispose()
    {
        EngineInternals.AreAvoided = false;
        base.Dispose();
    }
}
