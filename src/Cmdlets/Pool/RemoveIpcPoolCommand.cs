using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Ends pools: their workers, and everything they held.</summary>
/// <remarks>
/// <para>Workers that have nothing to do end at once. Others are stopped as with Ctrl+C, so that finally blocks run,
/// and killed if they have not ended two seconds later. A call that runs on the pool ends with an error
/// (IpcClosed).</para>
/// <para>The cmdlet waits until all processes have ended.</para>
/// </remarks>
/// <example>
/// <para>Clear away</para>
/// <code>Get-IpcPool | Remove-IpcPool</code>
/// <para>Ends all pools of this session.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "IpcPool", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveIpcPoolCommand : IpcCommand
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly List<IpcPool> _removed = [];

    /// <summary>The pools, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    public PoolArgument[] Pool { get; set; } = [];

    private protected override object? Target => Pool.Length == 1 ? Pool[0] : Pool;

    private protected override void ProcessRecordCore()
    {
        foreach (PoolArgument given in Pool)
        {
            IpcPool pool = given.Resolve();
            if (ShouldProcess(pool.Name, "Remove pool"))
            {
                pool.Remove(s_grace);
                _removed.Add(pool);
            }
        }
    }

    private protected override void EndProcessingCore() => _removed.ForEach(pool => pool.WaitForEnd(StopToken));
}
