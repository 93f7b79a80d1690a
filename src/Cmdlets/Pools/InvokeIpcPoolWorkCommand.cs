using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>The inside of a pool's worker: prepares a session, then runs call after call. Internal: not exported by the module.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "IpcPoolWork")]
public sealed class InvokeIpcPoolWorkCommand : IpcCommand
{
    private PoolSession? _session;

    /// <summary>What the pool sends along at the start.</summary>
    [Parameter(Mandatory = true)]
    public Hashtable Work { get; set; } = null!;

    private protected override void Process()
    {
        PoolPost post = new(Work);
        using PoolSession session = PoolSession.Open(Runspace.DefaultRunspace);
        _session = session;
        StopToken.ThrowIfCancellationRequested();
        if (!Prepare(session, post))
        {
            return;
        }

        post.Send(PoolMessage.Ready, 0, ModuleState.Encoding);
        while (true)
        {
            switch (post.Receive(StopToken))
            {
                case PoolMessage.Call:
                    new CallRun(session, post).Run(StopToken);
                    break;
                case PoolMessage.Leave:
                    return;
                default:
                    break; // Of a call that has failed here.
            }
        }
    }

    private protected override void Stop() => _session?.Stop();

    // The functions, modules, variables and the initialization script of the pool: in the scope that all calls see.
    private bool Prepare(PoolSession session, PoolPost post)
    {
        PoolSetup setup = PoolSetup.FromMessage(ModuleState.Encoding.Decode((byte[])Work["Setup"]!));
        try
        {
            session.SetLocation(SessionState.Path.CurrentFileSystemLocation.ProviderPath);
            foreach (DictionaryEntry variable in setup.Carried.Variables)
            {
                session.SetVariable((string)variable.Key, variable.Value);
            }

            session.Run(
                setup.Carried.Functions + setup.Carried.ImportStatement + setup.Initialization,
                isLocal: false,
                setup.Using,
                (stream, value) => post.SendRecord(0, -1, ModuleState.Encoding, stream, value));
            return true;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            post.Send(PoolMessage.SetupFailed, 0, ModuleState.Encoding, e.ErrorRecord);
            return false;
        }
    }
}
