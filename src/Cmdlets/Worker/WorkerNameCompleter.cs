using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>Completes the names of the session's workers, or their job ids where those are asked for.</summary>
public sealed class WorkerNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IEnumerable<IpcWorker> workers = WorkersHere();
        return string.Equals(parameterName, "Id", StringComparison.OrdinalIgnoreCase)
            ? workers.Where(worker => worker.Id.ToString(null, null).StartsWith(wordToComplete, StringComparison.Ordinal))
                .Select(static worker => new CompletionResult(
                    $"{worker.Id}", $"{worker.Id} {worker.Name}", CompletionResultType.ParameterValue, Tip(worker)))
            : Completions.Matching(wordToComplete, workers.Select(static worker => (worker.Name, Tip(worker))));
    }

    private static IEnumerable<IpcWorker> WorkersHere() =>
        Runspace.DefaultRunspace is { } session ? IpcWorkerSourceAdapter.WorkersOf(session.JobManager) : [];

    private static string Tip(IpcWorker worker) => $"Worker {worker.Id}, {worker.Name}: {worker.JobStateInfo.State}, process {worker.ProcessId}";
}
