using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>The pools that were made in each session and not removed. A session's pools end with it.</summary>
internal static class PoolRegistry
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<Guid, List<IpcPool>> s_pools = [];

    /// <exception cref="IpcException"><see cref="IpcError.AlreadyExists"/>: there is a pool of that name.</exception>
    public static IpcPool Add(Func<IpcPool> make, string? name)
    {
        lock (s_gate)
        {
            List<IpcPool> pools = OfSession(Runspace.DefaultRunspace);
            if (name is not null && pools.Exists(pool => pool.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new IpcException(IpcError.AlreadyExists, $"There is a pool '{name}' in this session. Use it "
                    + $"(-Pool {name}), remove it with Remove-IpcPool, or take another name.");
            }

            IpcPool pool = make();
            pools.Add(pool);
            return pool;
        }
    }

    /// <summary>Those of this session whose name matches, wildcards allowed; all for null.</summary>
    public static List<IpcPool> Find(string? name)
    {
        WildcardPattern? pattern = name is null ? null : new WildcardPattern(name, WildcardOptions.IgnoreCase);
        lock (s_gate)
        {
            return OfSession(Runspace.DefaultRunspace).FindAll(pool => pattern?.IsMatch(pool.Name) ?? true);
        }
    }

    /// <summary>The error of a name that no pool has.</summary>
    public static IpcException NotFound(string name) => new(
        IpcError.NotFound, $"There is no pool '{name}' in this session. Get-IpcPool lists those there are; "
            + "New-IpcPool makes one.");

    private static List<IpcPool> OfSession(Runspace session)
    {
        if (!s_pools.TryGetValue(session.InstanceId, out List<IpcPool>? pools))
        {
            s_pools.Add(session.InstanceId, pools = []);
            session.StateChanged += OnStateChanged;
        }

        pools.RemoveAll(static pool => pool.IsRemoved);
        return pools;
    }

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is not (RunspaceState.Closed or RunspaceState.Broken))
        {
            return;
        }

        List<IpcPool>? pools;
        lock (s_gate)
        {
            s_pools.Remove(((Runspace)sender!).InstanceId, out pools);
        }

        foreach (IpcPool pool in pools ?? [])
        {
            if (ModuleState.IsPwsh && !pool.IsRemoved && pool.Work is { IsNothing: false } work)
            {
                // No stream of the session is left. In a program that hosts PowerShell the terminal is not ours.
                Console.Error.WriteLine(
                    $"Ipc: the session ended while the pool '{pool}' was doing {work}, which was stopped."
                    + " Wait for it with Wait-Job, or with Remove-IpcPool -Wait.");
            }

            pool.Remove(TimeSpan.FromSeconds(2));
        }
    }
}
