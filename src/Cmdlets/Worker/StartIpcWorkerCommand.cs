using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>Starts a PowerShell process that runs a script block or file, as a job.</summary>
/// <remarks>
/// <para>The worker is another process: it shares nothing with the caller but what it is given. Arguments, $using:
/// variables and input are sent to it; Ipc objects among them arrive live, so both sides use the same queue, lock or
/// value.</para>
/// <para>What it is given is taken as it is now, also by one that waits for its turn, and is held until it has arrived:
/// close an Ipc object that you have passed on whenever you like. What the worker cannot open is named by its
/// error.</para>
/// <para>It is a job, too: Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job work on it. Receive-IpcWorker keeps
/// the order in which several workers wrote.</para>
/// <para>It starts in the caller's location, culture and environment, with its $WhatIfPreference and
/// $ConfirmPreference, has this module loaded, and finds out about itself in
/// $IpcWorker (Name, Index, Count, ParentId, Id). When the caller's process ends, however it ends, its workers end
/// too.</para>
/// <para>In pwsh the worker is the same pwsh, without profile. In an application that hosts PowerShell it is a small
/// host that uses the application's PowerShell assemblies.</para>
/// </remarks>
/// <example>
/// <para>Pass a queue to a worker</para>
/// <code>$queue = New-IpcQueue
/// $worker = Start-IpcWorker { param($queue) 'hello' | Send-IpcQueue $queue } -ArgumentList $queue
/// Receive-IpcQueue $queue
/// $worker | Wait-IpcWorker</code>
/// <para>The worker sends through the very queue that the caller made.</para>
/// </example>
/// <example>
/// <para>Eight workers that count together</para>
/// <code>$count = New-IpcValue 0
/// $workers = Start-IpcWorker -Count 8 { 1..100 | ForEach-Object { ($using:count).Add(1) } }
/// $workers | Wait-IpcWorker
/// $count.Value</code>
/// <para>Prints 800: Add is atomic between processes.</para>
/// </example>
/// <example>
/// <para>Output, errors and exit code</para>
/// <code>Start-IpcWorker -FilePath ./Import.ps1 -ArgumentList ./data.csv | Receive-IpcWorker -Wait</code>
/// <para>Runs a script file in a process of its own and writes what it writes as it comes.</para>
/// </example>
/// <example>
/// <para>Go on with something else</para>
/// <code>Start-IpcWorker { Get-Report } -OnDone { $script:report = $_ | Receive-IpcWorker } -OnError { Write-Host $_.Failure -ForegroundColor Red }</code>
/// <para>One of the blocks runs here when the worker has ended.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "IpcWorker", DefaultParameterSetName = "ScriptBlock")]
[OutputType(typeof(IpcWorker))]
public sealed class StartIpcWorkerCommand : IpcCommand
{
    private readonly List<IpcWorker> _workers = [];
    private bool _begun;
    private UsingWatch _using = null!;

    /// <summary>What the worker runs. Variables of the caller are reached with $using:.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ScriptBlock")]
    [Alias("Command")]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>
    /// The script file that the worker runs. Variables of the caller are reached with $using: there, too.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "FilePath")]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string FilePath { get; set; } = null!;

    /// <summary>The arguments for the script's parameters, in order. Ipc objects arrive live.</summary>
    [Parameter]
    [Alias("Args")]
    [OneArgument]
    public object?[]? ArgumentList { get; set; }

    /// <summary>
    /// A script block that runs in the worker first, in the same scope. If it ends with an error, the script does not
    /// run.
    /// </summary>
    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    /// <summary>
    /// Objects that the script finds in $input, or in $_ of its process block. The worker is started with the first
    /// one, and each goes to it as it comes.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>
    /// The worker's name. Without it the name is Worker and the job's id; with -Count, a number is added.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How many workers to start with the same script. Each finds its number in $IpcWorker.Index.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int Count { get; set; } = 1;

    /// <summary>Where the worker starts; the caller's location if not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Environment variables of the worker, by name, besides those of the caller's process; $null for one that the
    /// worker is not to have.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Environment { get; set; }

    /// <summary>
    /// How many of the workers that are started with a limit run at once in this process; the others wait in state
    /// NotStarted. The limit given last holds for all of them. Without it the worker starts at once. Workers of a
    /// worker are not counted here.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1000000)]
    public int ThrottleLimit { get; set; }

    /// <summary>
    /// A host, such as $Host, that shows at once what the worker writes with Write-Host, and its warnings, verbose and
    /// debug lines and progress. They stay in its streams, too.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public PSHost? StreamingHost { get; set; }

    /// <summary>
    /// How many levels of the properties of unknown objects the worker's output keeps. Data of known types is kept
    /// whole.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = PowerShellEncoding.DefaultDepth;

    /// <summary>
    /// Sends secure strings and credentials, too, to the worker and as its output; they are refused otherwise. They are
    /// encrypted before they reach shared memory, with a key in a file of yours that only you can read, and arrive as
    /// what they were.
    /// </summary>
    [Parameter]
    public SwitchParameter AllowSecret { get; set; }

    /// <summary>
    /// The pwsh to run the worker with: a path, or a name on the PATH. A pwsh.dll is run by dotnet. Without it, what
    /// the caller runs in.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Executable { get; set; }

    /// <summary>
    /// The pool, or its name, whose next free worker runs it: in a session of its own, without waiting for a process.
    /// The job waits in state NotStarted while all are busy.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [OneObject(typeof(PoolArgument), AllowsNull = true)]
    [ArgumentCompleter(typeof(PoolNameCompleter))]
    public PoolArgument? Pool { get; set; }

    /// <summary>
    /// Runs in this session, with the worker as $_, when the worker has completed: between two statements of what the
    /// session does, or while it waits at its prompt. What it writes is shown, and goes into no pipeline. Take what the
    /// worker has written with Receive-IpcWorker.
    /// </summary>
    [Parameter]
    public ScriptBlock? OnDone { get; set; }

    /// <summary>
    /// Runs in this session, with the worker as $_, when the worker has failed or was stopped; $_.Failure says why.
    /// </summary>
    [Parameter]
    public ScriptBlock? OnError { get; set; }

    private protected override object? Target => ParameterSetName == "FilePath" ? FilePath : ScriptBlock;

    private protected override void BeginProcessingCore() => _using = new UsingWatch(this, [ScriptBlock, InitializationScript]);

    private protected override void ProcessRecordCore()
    {
        if (!_begun)
        {
            _using.Check(this);
            _begun = true; // Whether it succeeds or not: a second object would fail in the same way.
            Start();
        }

        if (_workers.Count > 0 && MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            using FrameWriter message = FrameWriter.Rent();
            using InFlightHandles? handles = IpcWorker.EncodeInput(InputObject, message);
            _workers.ForEach(worker => worker.SendInput(message.Written, handles, StopToken));
        }
    }

    private protected override void EndProcessingCore()
    {
        if (!_begun)
        {
            Start(); // Nothing came through the pipeline.
        }

        if (HasInput)
        {
            _workers.ForEach(worker => worker.EndInput(StopToken));
        }
    }

    private void Start()
    {
        Ast ast = FilePath is null ? ScriptBlock.Ast : ParseFile();
        Hashtable values = UsingExpressions.Evaluate(ast, SessionState);
        if (InitializationScript is not null)
        {
            UsingExpressions.AddTo(values, InitializationScript.Ast, SessionState);
        }

        ThreadCollections.WarnOfCopies(
            this, UsingExpressions.WithNames(values).Prepend((nameof(ArgumentList), ArgumentList)));
        CallerLocation location = ResolveLocation();
        string manifest = ModuleLocation.Manifest(MyInvocation.MyCommand);
        WorkerEnvironment environment = new(Environment);
        IpcPool? pool = ResolvePool();
        Hashtable preferences = CarriedPreferences.Of(SessionState);
        string? executable = Executable?.Contains(Path.DirectorySeparatorChar) == true
            ? SessionState.Path.GetUnresolvedProviderPathFromPSPath(Executable) : Executable;
        string? file = FilePath is null ? null : ast.Extent.File;
        for (int i = 0; i < Count; i++)
        {
            string? name = Name is null ? null : Count == 1 ? Name : $"{Name}{i + 1}";
            IpcWorker worker = new(file ?? ScriptBlock!.ToString(), name, chosen => new WorkerScript
            {
                Text = ScriptBlock?.ToString(),
                FilePath = file,
                Initialization = InitializationScript?.ToString(),
                Arguments = ArgumentList ?? [],
                HasInput = HasInput,
                Using = values,
                Language = SessionState.LanguageMode,
                Location = location.Folder,
                Drive = location.Drive,
                Preferences = preferences,
                Manifest = manifest,
                Name = chosen,
                Index = i,
                Count = Count,
                Depth = Depth,
                AllowSecret = AllowSecret,
                Results = WorkerHub.Instance.Results.Id,
                Environment = environment.ForScript(pool?.Environment),
            }, executable, environment, StreamingHost)
            {
                Pool = pool,
            };
            WorkerCallbacks.Add(Events, worker, OnDone, OnError);
            if (ThrottleLimit == 0)
            {
                worker.StartJob();
            }

            IpcWorkerSourceAdapter.Add(JobManager, worker);
            _workers.Add(worker);
            WriteObject(worker);
            if (ThrottleLimit > 0)
            {
                WorkerThrottle.Enqueue(worker, ThrottleLimit);
            }
        }
    }

    private IpcPool? ResolvePool() => Pool is null ? null : ThrottleLimit == 0 && Executable is null
        ? Pool.Resolve()
        : throw new IpcException(IpcError.NotSupported, "A pool has its own number of workers and its own program: "
            + "leave out -ThrottleLimit and -Executable, or -Pool.");

    private bool HasInput =>
        MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    private ScriptBlockAst ParseFile()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath);
        if (!File.Exists(path))
        {
            throw new IpcException(IpcError.NotFound, $"The script file '{path}' does not exist. If "
                + "it is the script itself, put it in braces: { }.");
        }

        ScriptBlockAst ast = Parser.ParseFile(path, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            IScriptExtent at = errors[0].Extent;
            throw new IpcException(
                IpcError.WorkerFailed,
                $"The script '{path}' cannot be parsed, so no worker was started: line {at.StartLineNumber}, column "
                    + $"{at.StartColumnNumber}: {errors[0].Message}",
                new ParseException(errors));
        }

        return ast;
    }

    private CallerLocation ResolveLocation()
    {
        try
        {
            return WorkingDirectory is null
                ? CallerLocation.Of(SessionState)
                : CallerLocation.Of(SessionState, WorkingDirectory);
        }
        catch (IpcException e)
        {
            ThrowTerminatingError(ErrorFactory.Create(e, WorkingDirectory));
            throw; // Not reached.
        }
    }
}
