using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;
using Ipc.Messages;

namespace Ipc.Commands;

/// <summary>
/// The inside of a pool's worker: prepares a session, then runs call after call. Internal: not exported by the module.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "IpcPoolWork")]
public sealed class InvokeIpcPoolWorkCommand : IpcCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private PoolSession? _session;
    private PoolSetup _setup = null!;
    private Task<SpareSession>? _spare;

    /// <summary>What the pool sends along at the start.</summary>
    [Parameter(Mandatory = true)]
    public Hashtable Work { get; set; } = null!;

    private protected override void ProcessRecordCore()
    {
        EngineInternals.Hide(Work.Get<string[]>("HiddenMembers"));
        PoolConnection connection = new(Work, StopToken);
        using PoolSession session = new(Runspace.DefaultRunspace, Work.Get<string>("Manifest"));
        _session = session;
        StopToken.ThrowIfCancellationRequested();
        if (!Prepare(session, connection))
        {
            return;
        }

        connection.Send(FrameKind.Ready);
        _spare = OpenSpare(s_pause); // Most pools are used for items, which must not wait for it.
        while (Obey(session, connection))
        {
        }
    }

    // Does what the next message says. False when this worker is to exit.
    private bool Obey(PoolSession session, PoolConnection connection)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        if (!connection.Receive(buffer))
        {
            return false;
        }

        ReadOnlySpan<byte> message = buffer.Written;
        Frame frame = Frame.Read(ref message); // Items come alone, to a call that runs.
        switch (frame.Header.Kind)
        {
            case FrameKind.Start:
                new CallRun(session, connection, frame.Header.Call).Run(frame.Payload);
                break;
            case FrameKind.Job:
                bool hasFailed = RunJob(Encoding.ASCII.GetString(frame.Payload)) != 0;
                connection.Send(FrameKind.JobEnded, flags: hasFailed ? FrameFlags.HasFailed : FrameFlags.None);
                _spare = OpenSpare(TimeSpan.Zero);
                break;
            case FrameKind.Exit:
                return false;
        }

        return true;
    }

    // In a session of its own, with what the pool gives to all. The next one is opened while nothing else is done.
    private int RunJob(string channel)
    {
        Task<SpareSession> spare = Interlocked.Exchange(ref _spare, null) ?? OpenSpare(TimeSpan.Zero);
        using SpareSession session = spare.GetAwaiter().GetResult();
        return WorkerProcess.RunPooled(channel, session, start =>
        {
            start["InitializationScript"] = _setup.Script + start["InitializationScript"] is { Length: > 0 } script ? script : null;
            if (start["Using"] is Hashtable values)
            {
                foreach (DictionaryEntry value in _setup.Using)
                {
                    values[value.Key] = value.Value;
                }
            }
        });
    }

    private Task<SpareSession> OpenSpare(TimeSpan pause)
    {
        InitialSessionState state = Runspace.DefaultRunspace.InitialSessionState.Clone();
        foreach (DictionaryEntry variable in _setup.Carried.Variables)
        {
            state.Variables.Add(new SessionStateVariableEntry((string)variable.Key, variable.Value, ""));
        }

        string manifest = Work.Get<string>("Manifest");
        return Task.Run(async () =>
        {
            await Task.Delay(pause).ConfigureAwait(false);
            return SpareSession.Open(state, manifest);
        });
    }

    private protected override void StopProcessingCore() => _session?.Stop();

    // The functions, modules, variables and the initialization script of the pool: in the scope that all calls see.
    private bool Prepare(PoolSession session, PoolConnection connection)
    {
        ArrivedHandles arrived = new(); // Until this process ends.
        PoolSetup setup = _setup = PoolSetup.FromMessage(WorkerScript.Read(Work.Get<byte[]>("Setup"), arrived.Encoding));
        try
        {
            if (arrived.TakeProblem(setup.Given) is { } missing)
            {
                throw new RuntimeException(null, null, ErrorFactory.Create(missing, null));
            }

            session.SetLanguage(setup.Language);
            session.SetVariable("IpcWorker", SessionState.PSVariable.GetValue("IpcWorker"));
            session.Enter(CallerLocation.Of(SessionState));
            foreach (DictionaryEntry variable in setup.Carried.Variables)
            {
                session.SetVariable((string)variable.Key, variable.Value);
            }

            session.Run(
                setup.Script,
                isLocal: false,
                setup.Using,
                (stream, value) => connection.Send(0, -1, LiveObjects.Encoding, stream, value));
            if (session.ExitCode is int code)
            {
                throw new RuntimeException(
                    null, null, ErrorFactory.Create(new IpcException(IpcError.WorkerFailed, $"The initialization script of the pool ended its worker with exit code {code}."), null));
            }

            return true;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            connection.Send(FrameKind.Failed, error: e.ErrorRecord);
            return false;
        }
    }
}
