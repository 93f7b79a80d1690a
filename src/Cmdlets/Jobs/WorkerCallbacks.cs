using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The blocks that a session wants run when a worker has ended. They run where the engine runs the actions of events:
/// on the session's own thread, between two statements of what it does, or while it waits at its prompt.
/// </summary>
internal static class WorkerCallbacks
{
    // In words that a session in ConstrainedLanguage knows, too. What an action writes is shown nowhere else.
    private const string Script = """
        param($worker)
        $block = if ($worker.State -eq 'Completed') { $Event.MessageData.Done } else { $Event.MessageData.Error }
        $name = if ($worker.State -eq 'Completed') { '-OnDone' } else { '-OnError' }
        try {
            if ($block) { ForEach-Object -InputObject $worker -Process $block | Out-Host }
        } catch {
            Write-Host "The $name block of the worker '$($worker.Name)' has failed: $_" -ForegroundColor Yellow
        }
        """;

    /// <summary>Has them run once, when the worker has ended.</summary>
    /// <param name="events">Of the session.</param>
    /// <param name="worker">Which has not been started.</param>
    /// <param name="done">If it has completed; null for nothing.</param>
    /// <param name="error">If it has failed or was stopped; null for nothing.</param>
    public static void Add(PSEventManager events, IpcWorker worker, ScriptBlock? done, ScriptBlock? error)
    {
        if (done is not null || error is not null)
        {
            Hashtable data = new() { ["Done"] = done, ["Error"] = error };
            events.SubscribeEvent(
                worker,
                nameof(IpcWorker.Ended),
                null,
                PSObject.AsPSObject(data),
                ScriptBlock.Create(Script),
                supportEvent: true,
                forwardEvent: false,
                maxTriggerCount: 1);
        }
    }
}
