using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>
/// The session in which a worker of a pool runs everything: one beside that of the worker's own script, so that the
/// streams of each call are its own.
/// </summary>
internal sealed class PoolSession : IDisposable
{
    private readonly object _gate = new();
    private readonly SpareSession _session;
    private readonly Runspace _runspace;
    private PowerShell? _running;
    private volatile bool _isStopped;

    /// <summary>What the session was like when it was prepared; put back after each call.</summary>
    public SessionBaseline? Baseline { get; set; }

    /// <summary>Opens one like that of the worker's script.</summary>
    public PoolSession(Runspace like, string manifest)
    {
        _session = SpareSession.Open(like.InitialSessionState.Clone(), manifest, PSThreadOptions.UseCurrentThread);
        _runspace = _session.Runspace;
    }

    /// <summary>What a script said with <c>exit</c>; null when none did.</summary>
    public int? ExitCode => _session.Host.ExitCode;

    /// <summary>Sets a variable that all calls see. While nothing runs.</summary>
    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>The value of a variable that all calls see. While nothing runs.</summary>
    public object? GetVariable(string name) => _runspace.SessionStateProxy.GetVariable(name);

    /// <summary>Goes to a place. While nothing runs.</summary>
    public void Enter(CallerLocation location) => location.Enter(_runspace.SessionStateProxy.Path);

    /// <summary>What scripts may do in it. While nothing runs.</summary>
    public void SetLanguage(PSLanguageMode mode) => _runspace.SessionStateProxy.LanguageMode = mode;

    /// <summary>Runs a script; what it writes to other streams than output is handed on as it comes.</summary>
    /// <param name="script">The text.</param>
    /// <param name="isLocal">Whether in a scope of its own.</param>
    /// <param name="values">Of its $using: expressions.</param>
    /// <param name="send">Is given what it writes.</param>
    /// <param name="arguments">In $args.</param>
    /// <exception cref="RuntimeException">What ended it.</exception>
    public void Run(string script, bool isLocal, Hashtable values, Action<StreamKind, object?> send, params object[] arguments)
    {
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        _session.Shown = record => send(StreamKind.Information, record);
        ShellStreams.Forward(shell.Streams, send);
        shell.AddScript(script, isLocal);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        shell.AddParameter("--%", values); // How the engine hands over the values of $using:
        lock (_gate)
        {
            if (_isStopped)
            {
                throw new PipelineStoppedException();
            }

            _running = shell;
        }

        try
        {
            shell.Invoke();
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }
        }

        if (_isStopped)
        {
            throw new PipelineStoppedException(); // The engine returns as if all had been done.
        }
    }

    /// <summary>Stops what runs, as Ctrl+C does, and all that would come. From another thread.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _running?.BeginStop(null, null);
        }
    }

    public void Dispose() => _session.Dispose();
}
