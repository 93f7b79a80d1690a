using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>As its base, with pools that use nothing of the engine that is not public.</summary>
public sealed class PublicPoolFixture : PoolFixture
{
    private static readonly EngineOperation[] s_operations =
        [BlockInvocation.Operation, GlobalTables.Variables, GlobalTables.Functions, GlobalTables.Aliases];

    public PublicPoolFixture() : base([.. s_operations.SelectMany(operation => operation.Members).Select(member => member.Name).Distinct()])
    {
    }

    public override void Dispose()
    {
        EngineInternals.HiddenInPools = [];
        base.Dispose();
    }
}
