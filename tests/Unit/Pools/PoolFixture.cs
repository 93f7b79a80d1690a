using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>
/// A shell with a pool of two, for the tests of one class; starting workers takes longer than most of them.
/// </summary>
public class PoolFixture : IDisposable
{
    public PoolFixture() : this([])
    {
    }

    private protected PoolFixture(string[] hiddenMembers)
    {
        EngineInternals.HiddenInPools = hiddenMembers;
        Pool = (IpcPool)Shell.Get("New-IpcPool 2")!;
    }

    public HostedShell Shell { get; } = new();

    public IpcPool Pool { get; }

    public virtual void Dispose()
    {
        Shell.Run("Get-IpcPool | Remove-IpcPool");
        Shell.Dispose();
        GC.SuppressFinalize(this);
    }
}
