using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Changes how many workers a pool has.</summary>
/// <remarks>
/// <para>A pool that grows starts workers at once; calls that run use them, too, up to their -ThrottleLimit. Of a pool
/// that shrinks the workers that have nothing to do end at once, and others when they have done what they were given:
/// nothing is stopped.</para>
/// <para>In workers that are there already $IpcWorker.Count stays what it was when they started.</para>
/// </remarks>
/// <example>
/// <para>More for a while</para>
/// <code>Set-IpcPool $pool -Size 8
/// Get-ChildItem *.log | Invoke-IpcParallel { (Get-Content $_).Count } -Pool $pool
/// Set-IpcPool $pool -Size 2</code>
/// <para>The call has eight workers. Six of them end after it.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "IpcPool", SupportsShouldProcess = true)]
[OutputType(typeof(IpcPool))]
public sealed class SetIpcPoolCommand : IpcCommand
{
    /// <summary>The pools, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(PoolNameCompleter))]
    public PoolArgument[] Pool { get; set; } = [];

    /// <summary>How many workers.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(1, PoolPlan.MostWorkers)]
    public int Size { get; set; }

    /// <summary>Writes the pools.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => Pool.Length == 1 ? Pool[0] : Pool;

    private protected override void ProcessRecordCore()
    {
        foreach (PoolArgument given in Pool)
        {
            try
            {
                IpcPool pool = given.Resolve();
                if (ShouldProcess(pool.Name, $"Have {Size} workers"))
                {
                    pool.Resize(Size);
                    if (PassThru)
                    {
                        WriteObject(pool);
                    }
                }
            }
            catch (IpcException e)
            {
                FailOne(e, given, Pool.Length);
            }
        }
    }
}
