using System.Collections;
using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>How Invoke-IpcParallel goes about it.</summary>
public sealed partial class InvokeIpcParallelCommand
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lateGrace = TimeSpan.FromSeconds(3);

    private InFlightEncoding _encoding = null!;
    private UsingWatch _using = null!;
    private InFlightHandles? _handles;
    private readonly ParallelProgress _progress = new();
    private Queue<EncodedInput> _gathered = [];
    private Func<ParallelCall>? _begin;
    private Action<ProgressRecord>? _show;
    private ParallelCall? _call;
    private SideBySide? _beside;
    private IpcPool? _ownPool;
    private long _deadline = long.MaxValue;
    private bool _hasAllInput;

    private protected override void BeginProcessingCore()
    {
        _encoding = new InFlightEncoding(allowSecret: AllowSecret);
        _beside = With is null ? null : new SideBySide(With);
        ParallelParameters.Check(this, ArgumentList, [Unroll || With is not null ? null : ScriptBlock, Begin, End]);
        IpcPool? shared = Pool?.Resolve();

        // What cannot be sent is told before a process starts.
        byte[] script = _encoding.Encode(Describe(shared).ToMessage(), out _handles);
        IpcPool pool = shared ?? (_ownPool = MakePool());
        CallOptions options = new()
        {
            ThrottleLimit = ThrottleLimit > 0 ? ThrottleLimit : PoolPlan.MostWorkers,
            IsOrdered = Ordered,
            BatchSize = BatchSize,
            ItemTimeout = Finite(ItemTimeout),
            Retry = Retry,
            HasEnd = End is not null,
            TellsItems = AsJob,
            AllowsSecret = AllowSecret,
        };
        _begin = () => new ParallelCall(pool, script, options);
        if (!AsJob)
        {
            _deadline = Finite(Timeout) is TimeSpan timeout ? IpcPool.DeadlineAfter(timeout) : long.MaxValue;
            _call = _begin();
        }
    }

    private protected override void ProcessRecordCore()
    {
        if (_begin is null || (_call is null && !AsJob))
        {
            return; // It could not begin, or is over; the error has been written.
        }

        _using.Check(this);
        EncodedInput input;
        try
        {
            object? given = _beside is null ? InputObject : _beside.Join(InputObject);
            input = new EncodedInput(given, _encoding.Encode(given, out InFlightHandles? handles), handles);
        }
        catch (Exception e) when (e is IpcException or ArgumentException)
        {
            WriteError(ErrorFactory.Create(e, InputObject)); // The others go on.
            return;
        }

        if (_call is null)
        {
            _gathered.Enqueue(input);
            return;
        }

        Write(_call.Add(input));
        while (_call is { IsFull: true })
        {
            WriteNext();
        }
    }

    private protected override void EndProcessingCore()
    {
        if (_beside is { Left: > 0 and int left })
        {
            WriteError(ErrorFactory.Create(
                new ArgumentException($"{left} elements of -With were not used: no input came for them."), With));
        }

        if (AsJob && _begin is not null)
        {
            StartJob(_begin);
            return;
        }

        _hasAllInput = true;
        _call?.EndInput();
        while (_call is { IsOver: false })
        {
            WriteNext();
        }

        if (_call is not null)
        {
            WriteNext(); // What came with the end, or why it ended.
            _progress.End(this);
        }

        ReleaseInFlight();
    }

    private protected override void StopProcessingCore()
    {
        _call?.GiveUp(s_grace);
        _ownPool?.Remove(s_grace);
    }

    private protected override void DisposeCore()
    {
        StopProcessingCore();
        ReleaseInFlight();
    }

    // The call is over, or never began: no worker will be given what it refers to.
    private void ReleaseInFlight()
    {
        _handles?.Dispose();
        _handles = null;
        foreach (EncodedInput never in _gathered)
        {
            never.Handles?.Dispose();
        }

        _gathered = [];
    }

    private void WriteNext()
    {
        ParallelCall call = _call!;
        Write(call.Next(Math.Min(_deadline, _progress.Next), StopToken));
        if (_call is null || call.Failure is null)
        {
            LookAtTime();
            return;
        }

        ErrorRecord failure = call.Failure;
        call.ReleaseItems();
        _call = null;
        ThrowTerminatingError(failure);
    }

    private void Write(List<StreamRecord> records)
    {
        foreach (StreamRecord record in records)
        {
            record.WriteTo(this);
        }

        _progress.Update(_show ??= WriteProgress, _call!, _hasAllInput);
    }

    private void LookAtTime()
    {
        if (Stopwatch.GetTimestamp() < _deadline || _call is not { IsOver: false } call)
        {
            return;
        }

        Write(call.EndLate(s_lateGrace, StopToken));
        ErrorRecord late = ErrorFactory.Create(call.Late(Timeout!.Value), ScriptBlock);
        _call = null;
        if (!_hasAllInput)
        {
            ThrowTerminatingError(late); // Else what gives the inputs would go on for nothing.
        }

        Fail(late);
    }

    private void StartJob(Func<ParallelCall> begin)
    {
        IpcParallelJob job = new(ScriptBlock.ToString(), _gathered, begin, _handles, _ownPool, Finite(Timeout));
        (_ownPool, _handles, _gathered) = (null, null, []); // They end with the job.
        JobRepository.Add(job);
        job.Start();
        WriteObject(job);
    }

    private static TimeSpan? Finite(TimeSpan? timeout) =>
        timeout == System.Threading.Timeout.InfiniteTimeSpan ? null : timeout;

    private CallScript Describe(IpcPool? shared)
    {
        Hashtable values = UsingExpressions.Evaluate(ScriptBlock.Ast, SessionState);
        foreach (ScriptBlock block in new[] { Begin, End }.OfType<ScriptBlock>())
        {
            UsingExpressions.AddTo(values, block.Ast, SessionState);
        }


        _using = new UsingWatch(this, [ScriptBlock, Begin, End]);
        CallerLocation location = CallerLocation.Of(SessionState);
        CallScript script = new()
        {
            Script = ScriptBlock.ToString(),
            Begin = Begin?.ToString(),
            End = End?.ToString(),
            Arguments = ArgumentList,
            Using = values,
            Carried = CarriedDefinitions.Find(this, Function, Module, Variable),
            KeepsState = KeepState,
            Unrolls = Unroll || With is not null,
            Language = SessionState.LanguageMode,
            Location = location.Folder,
            Drive = location.Drive,
            Environment = shared is null ? [] : new WorkerEnvironment(null).ChangesSince(shared.Environment),
            Preferences = CarriedPreferences.Of(SessionState),
            Depth = Depth,
            AllowSecret = AllowSecret,
            Preamble = Preference("Verbose") + Preference("Debug"),
        };
        ThreadCollections.WarnOfCopies(this, script.Given);
        return script;
    }

    // What the worker does not write cannot be shown here.
    private string Preference(string stream) =>
        MyInvocation.BoundParameters.TryGetValue(stream, out object? given) && given is SwitchParameter { IsPresent: true }
            ? $"${stream}Preference = 'Continue'\n"
            : "";

    private IpcPool MakePool() => new(new PoolPlan
    {
        Size = ThrottleLimit > 0 ? ThrottleLimit : Environment.ProcessorCount,
        Setup = PoolPlan.EncodeSetup(this, null, new CarriedDefinitions(), allowSecret: false, out _),
        Location = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        Manifest = ModuleLocation.Manifest(MyInvocation.MyCommand),
    });
}
