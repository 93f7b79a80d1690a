using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>
/// A session that was opened before there is a script for it: opening one takes as long as many a script.
/// </summary>
internal sealed class SpareSession : IDisposable
{
    private SpareSession() => Host = new WorkerHost(record => Shown?.Invoke(record));

    public WorkerHost Host { get; }

    public Runspace Runspace { get; private set; } = null!;

    /// <summary>Is given what a script writes to its host.</summary>
    public Action<InformationRecord>? Shown { get; set; }

    /// <param name="state">What it begins with.</param>
    /// <param name="manifest">The full path of the module's manifest.</param>
    /// <param name="options">On which threads it runs scripts.</param>
    public static SpareSession Open(InitialSessionState state, string manifest, PSThreadOptions options = PSThreadOptions.Default)
    {
        SpareSession session = new();
        WorkerCommands commands = new(manifest);
        commands.AddTo(state);
        session.Runspace = RunspaceFactory.CreateRunspace(session.Host, state);
        session.Runspace.ThreadOptions = options;
        session.Runspace.Open();
        commands.Watch(session.Runspace);
        return session;
    }

    public void Dispose() => Runspace.Dispose();
}
