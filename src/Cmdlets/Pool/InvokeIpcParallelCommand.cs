using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Runs a script block for each input, in several worker processes at once.</summary>
/// <remarks>
/// <para>The block finds its input in $_. It runs in another process: it shares nothing with the caller but what it is
/// given, by $using:, -ArgumentList, -Function, -Module and -Variable. Ipc objects among these arrive live.</para>
/// <para>Results come as they are ready, or with -Ordered in the order of the inputs. What an item writes to output,
/// and its errors, come when it has ended; warnings, Write-Host and all else as they are written.</para>
/// <para>What a block wants to be shown is shown, whatever preference variables are set here; -Verbose:$false,
/// -WarningAction Ignore and their like hide it. The blocks run in the caller's location, culture and environment, and
/// with its $WhatIfPreference and $ConfirmPreference.</para>
/// <para>Each item is done once, or reported: if its worker dies, or -ItemTimeout passes, an error names the item and
/// tells what happened, and the others go on. Items that the worker had been given and had not begun are done by
/// another one.</para>
/// <para>Inputs are taken from the pipeline as they are needed, so a million of them are never in memory at once. One
/// item leaves nothing to the next in the session of its worker, unless -KeepState is given.</para>
/// <para>Without -Pool, workers are started for this call, which takes a moment. Use a pool (New-IpcPool) for more than
/// one call.</para>
/// <para>Ipc objects among the inputs, arguments and variables arrive live, and are held until they have: you may close
/// yours at once. The workers close what a call was given when the call is over.</para>
/// </remarks>
/// <example>
/// <para>Twice as much</para>
/// <code>1..100 | Invoke-IpcParallel { $_ * 2 } -Ordered</code>
/// <para>Writes 2 to 200, in order.</para>
/// </example>
/// <example>
/// <para>Carry functions along, and give up on what takes too long</para>
/// <code>Get-Content ./hosts.txt | Invoke-IpcParallel { Get-State $_ } -Function Get-State -ItemTimeout 10 -ErrorVariable late
/// $late.TargetObject</code>
/// <para>Writes the state of each host, and at last the hosts that did not answer within ten seconds.</para>
/// </example>
/// <example>
/// <para>Several arguments each</para>
/// <code>$sizes = (1920, 1080), (1280, 720)
/// $sizes | Invoke-IpcParallel -Unroll { param($width, $height) $width * $height }
/// $names | Invoke-IpcParallel -With $ages { param($name, $age) "$name is $age" }</code>
/// <para>The elements of an array fill the parameters; -With puts two lists side by side.</para>
/// </example>
/// <example>
/// <para>Work that brings more work</para>
/// <code>Get-Item / | Invoke-IpcParallel { $_.GetFiles(); $_.GetDirectories() | Add-IpcItem }</code>
/// <para>Each folder adds the folders in it. The call ends when none is left.</para>
/// </example>
/// <example>
/// <para>Something expensive once a worker</para>
/// <code>1..1000 | Invoke-IpcParallel -Begin { $random = [Random]::new(1); $sum = [long[]]::new(1) } { $sum[0] += $random.Next(6) } -End { $sum[0] }</code>
/// <para>Each worker makes its own generator and writes its own sum.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "IpcParallel")]
[OutputType(typeof(object), typeof(IpcParallelJob))]
public sealed partial class InvokeIpcParallelCommand : IpcCommand
{
    /// <summary>
    /// What is run for each input, which it finds in $_. Variables of the caller are reached with $using:.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Parallel")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The inputs, one at a time, from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>The most workers at once. The number of processors, or the size of the pool, if not given.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; }

    /// <summary>The pool whose workers do it, or its name. Without it, workers are started for this call.</summary>
    [Parameter]
    [OneObject(typeof(PoolArgument), AllowsNull = true)]
    [ArgumentCompleter(typeof(PoolNameCompleter))]
    public PoolArgument? Pool { get; set; }

    /// <summary>
    /// Writes the results in the order of the inputs. One that is late keeps the others back, and after some thousands
    /// the input, too.
    /// </summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>
    /// How many items are handed to a worker at once. Without it as many as take some milliseconds; 1 for one by one.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int BatchSize { get; set; }

    /// <summary>
    /// Runs in each worker before its first item of this call. What it sets, the items and -End can read.
    /// </summary>
    [Parameter]
    public ScriptBlock? Begin { get; set; }

    /// <summary>Runs in each worker after its last item of this call. What it writes comes last.</summary>
    [Parameter]
    public ScriptBlock? End { get; set; }

    /// <summary>The arguments for the parameters of the blocks, in order. Ipc objects arrive live.</summary>
    [Parameter]
    [Alias("Args")]
    [OneArgument]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>
    /// Gives the elements of an input that is an array, or any other list, to the parameters of the block, in order:
    /// (1, 2), (3, 4) | Invoke-IpcParallel -Unroll { param($a, $b) $a + $b }. The entries of a hash table go to the parameters of
    /// their names: @{ a = 1; b = 2 } instead of (1, 2). Another input is the first argument. $_ is the input as it is; what
    /// -ArgumentList gives comes behind.
    /// </summary>
    [Parameter]
    public SwitchParameter Unroll { get; set; }

    /// <summary>
    /// What stands beside the inputs: a list as long as the input, or several of them. The first input gets the first
    /// element of each, and so on: 1..3 | Invoke-IpcParallel -With (4..6) { param($a, $b) $a * $b }. The parameters of the block
    /// are the input and what stands beside it; $_ is an array of both. A list that is too short is an error for each input
    /// that is left, one that is too long an error at the end.
    /// </summary>
    [Parameter]
    [Alias("Zip")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public object?[]? With { get; set; }

    /// <summary>The names of functions of the caller that the workers are to have. Wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FunctionNameCompleter))]
    public string[] Function { get; set; } = [];

    /// <summary>Modules that the workers import: names or paths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleNameCompleter))]
    public string[] Module { get; set; } = [];

    /// <summary>
    /// The names of variables of the caller that the workers are to have, without the dollar sign. Wildcards are
    /// allowed.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VariableNameCompleter))]
    public string[] Variable { get; set; } = [];

    /// <summary>
    /// Runs all items of a worker in one scope, so that what one sets the next one finds, as in ForEach-Object.
    /// </summary>
    [Parameter]
    public SwitchParameter KeepState { get; set; }

    /// <summary>
    /// How long one item may take: seconds or a TimeSpan. After that its worker is stopped and replaced, and an error
    /// names the item.
    /// </summary>
    [Parameter]
    [Timeout]
    public TimeSpan? ItemTimeout { get; set; }

    /// <summary>
    /// How long the whole call may take: seconds or a TimeSpan. After that the items that run are stopped; what had come,
    /// and what they had written, has been written before the error. Who does not stop within three seconds is killed.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    /// <summary>How often an item is tried again whose worker died. Not at all if not given.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int Retry { get; set; }

    /// <summary>
    /// Takes all inputs and goes on in the background: writes a job, as Receive-Job, Wait-Job and Stop-Job take it. All
    /// items are done; its state is Failed when one of them was ended by an error, and Completed when they only wrote
    /// some. It has a child job for each item, with what that wrote, its Input, and the state Failed if an error ended
    /// it; with more than 10,000 items, only for those that failed, at the end.
    /// </summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>
    /// How many levels of the properties of unknown objects the output keeps. Data of known types is kept whole.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = PowerShellEncoding.DefaultDepth;

    /// <summary>
    /// Sends secure strings and credentials, too, to the workers and as their output; they are refused otherwise. They
    /// are encrypted before they reach shared memory, with a key in a file of yours that only you can read, and arrive
    /// as what they were.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowSecret { get; set; }

    private protected override object? Target => ScriptBlock;
}
