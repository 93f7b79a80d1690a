using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Ends pools: their workers, and everything they held.</summary>
/// <remarks>
/// <para>Workers that have nothing to do end at once. Others are stopped as with Ctrl+C, so that finally blocks run,
/// and killed if they have not ended two seconds later. A warning says what was stopped, unless -Force was given. A
/// call that runs on the pool ends with an error (IpcClosed).</para>
/// <para>With -Wait the pool first does all that it was given, and takes nothing new meanwhile.</para>
/// <para>The cmdlet waits until all processes have ended.</para>
/// </remarks>
/// <example>
/// <para>Clear away</para>
/// <code>Get-IpcPool | Remove-IpcPool</code>
/// <para>Ends all pools of this session.</para>
/// </example>
/// <example>
/// <para>Let it do what it has, then end it</para>
/// <code>$jobs = 1..10 | ForEach-Object { Start-IpcWorker { $args[0] * 2 } -ArgumentList $_ -Pool $pool }
/// Remove-IpcPool $pool -Wait
/// $jobs | Receive-IpcWorker</code>
/// <para>All ten jobs have run when the pool is removed.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "IpcPool", SupportsShouldProcess = true, DefaultParameterSetName = StopSet)]
[OutputType(typeof(void))]
public sealed class RemoveIpcPoolCommand : IpcCommand
{
    private const string StopSet = "Stop";
    private const string WaitSet = "Wait";

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly List<IpcPool> _removed = [];

    /// <summary>The pools, or their names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(PoolNameCompleter))]
    public PoolArgument[] Pool { get; set; } = [];

    /// <summary>Stops what the pool does without a warning.</summary>
    [Parameter(ParameterSetName = StopSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Lets the pool do all that it was given before it is removed. It takes nothing new meanwhile.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// How long to wait, in seconds or as a TimeSpan. When it has passed the pool is not removed, which is an error
    /// (IpcTimeout).
    /// </summary>
    [Parameter(ParameterSetName = WaitSet)]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    private protected override object? Target => Pool.Length == 1 ? Pool[0] : Pool;

    private protected override void ProcessRecordCore()
    {
        foreach (PoolArgument given in Pool)
        {
            try
            {
                IpcPool pool = given.Resolve();
                if (ShouldProcess(pool.Name, "Remove pool"))
                {
                    Remove(pool);
                }
            }
            catch (IpcException e)
            {
                FailOne(e, given, Pool.Length);
            }
        }
    }

    private void Remove(IpcPool pool)
    {
        long deadline = Timeout is TimeSpan patience && patience != System.Threading.Timeout.InfiniteTimeSpan
            ? IpcPool.DeadlineAfter(patience)
            : long.MaxValue;
        if (Wait && !pool.TryDrain(deadline, StopToken))
        {
            throw new IpcException(
                IpcError.Timeout,
                $"The pool '{pool}' was not done within {Timeout!.Value.TotalSeconds} s: it does {pool.Work}. It was not removed."
                + " Wait longer, or leave -Wait out to stop it.");
        }

        PoolWork work = pool.Work;
        pool.Remove(s_grace);
        _removed.Add(pool);
        if (!Force && !work.IsNothing)
        {
            WriteWarning($"The pool '{pool}' was removed while it was doing {work}, which was stopped. With -Wait it is"
                + " done first; with -Force there is no warning.");
        }
    }

    private protected override void EndProcessingCore() => _removed.ForEach(pool => pool.WaitForEnd(StopToken));
}
