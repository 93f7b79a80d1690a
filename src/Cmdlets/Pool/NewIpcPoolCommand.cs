using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a pool: worker processes that stay warm from call to call.</summary>
/// <remarks>
/// <para>Starting a process takes hundreds of milliseconds. The workers of a pool are started once, and
/// Invoke-IpcParallel -Pool and Start-IpcWorker -Pool use them again and again, without waiting.</para>
/// <para>A pool lives until it is removed or the process ends. A worker that dies is replaced. What an item leaves in
/// the session of a worker, such as global variables, functions, environment variables or another location, is put back
/// before the next one.</para>
/// <para>Pools are not shared with other processes: -Name is for this session.</para>
/// </remarks>
/// <example>
/// <para>Two calls on the same workers</para>
/// <code>$pool = New-IpcPool -Size 4
/// 1..100 | Invoke-IpcParallel { $_ * 2 } -Pool $pool
/// Get-ChildItem *.log | Invoke-IpcParallel { (Get-Content $_).Count } -Pool $pool
/// Remove-IpcPool $pool</code>
/// <para>The second call starts at once.</para>
/// </example>
/// <example>
/// <para>Workers that are prepared</para>
/// <code>function Get-Answer { 42 }
/// $pool = New-IpcPool -Size 2 -Name answers -Function Get-Answer -InitializationScript { $culture = 'en' }
/// 1..2 | Invoke-IpcParallel { "$culture $(Get-Answer)" } -Pool answers</code>
/// <para>Each worker has the function and the variable, in every call.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcPool", SupportsShouldProcess = true)]
[OutputType(typeof(IpcPool))]
public sealed class NewIpcPoolCommand : IpcCommand
{
    /// <summary>How many workers. The number of processors if not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Count", "ThrottleLimit", "Processes")]
    [ValidateRange(1, 1024)]
    public int Size { get; set; } = Environment.ProcessorCount;

    /// <summary>By which -Pool and the other cmdlets find it in this session. Pool and a number if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Runs once in each worker before its first item. What it sets is there in every call.</summary>
    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>Modules that each worker imports: names or paths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleNameCompleter))]
    public string[] Module { get; set; } = [];

    /// <summary>The names of functions of the caller that each worker is to have. Wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FunctionNameCompleter))]
    public string[] Function { get; set; } = [];

    /// <summary>
    /// The names of variables of the caller that each worker is to have, without the dollar sign. Wildcards are
    /// allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableNameCompleter))]
    public string[] Variable { get; set; } = [];

    /// <summary>After how many items a worker is replaced by a new one. Never if not given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxItemsPerWorker { get; set; }

    /// <summary>
    /// Above how many bytes of memory (such as 500MB) a worker is replaced, after the items that it has been given.
    /// Never if not given. A bare worker takes about 100 MB.
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxMemoryPerWorker { get; set; }

    /// <summary>
    /// How long a worker may have nothing to do before it is ended: seconds or a TimeSpan. It is started again when it
    /// is needed.
    /// </summary>
    [Parameter]
    [Timeout]
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// Lets secure strings and credentials be among the variables and the values of $using:. They are encrypted before
    /// they reach shared memory. What a call of Invoke-IpcParallel sends and writes needs an -AllowSecret of its own.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowSecret { get; set; }

    private protected override object? Target => Name;

    private protected override void ProcessRecordCore()
    {
        if (!ShouldProcess(Name ?? "(no name)", $"Make a pool of {Size}"))
        {
            return;
        }

        byte[] setup = PoolPlan.EncodeSetup(
            this, InitializationScript, CarriedDefinitions.Find(this, Function, Module, Variable), AllowSecret, out InFlightHandles? handles);
        PoolPlan plan = new()
        {
            Size = Size,
            Name = Name,
            StartsAll = true,
            Setup = setup,
            SetupHandles = handles,
            MaxItemsPerWorker = MaxItemsPerWorker,
            MaxMemoryPerWorker = MaxMemoryPerWorker,
            IdleTimeout = IdleTimeout,
            Location = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Manifest = ModuleLocation.Manifest(MyInvocation.MyCommand),
        };
        IpcPool pool;
        try
        {
            pool = PoolRegistry.Add(() => new IpcPool(plan), Name);
        }
        catch
        {
            handles?.Dispose();
            throw;
        }

        WriteObject(pool);
    }
}
