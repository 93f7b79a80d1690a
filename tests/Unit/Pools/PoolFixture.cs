using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>A shell with a pool of two, for the tests of one class; starting workers takes longer than most of them.</summary>
public sealed class PoolFixture : IDisposable
{
    public PoolFixture() => Pool = (IpcPool)Shell.Get("New-IpcPool 2")!;

    public HostedShell Shell { get; } = new();

    public IpcPool Pool { get; }

    public void Dispose()
    {
        Shell.Run("Get-IpcPool | Remove-IpcPool");
        Shell.Dispose();
    }
}
