using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// Shows workers to Get-Job, Remove-Job and the other job cmdlets. The engine makes one for each runspace that imports
/// the module.
/// </summary>
public sealed class IpcWorkerSourceAdapter : JobSourceAdapter
{
    private static readonly ConditionalWeakTable<JobManager, IpcWorkerSourceAdapter> s_ofManager = [];

    private readonly ConcurrentDictionary<Guid, IpcWorker> _workers = new();

    /// <summary>Called by the engine.</summary>
    public IpcWorkerSourceAdapter() => Name = nameof(IpcWorkerSourceAdapter);

    /// <summary>Makes a worker known to the jobs of a session.</summary>
    internal static void Add(JobManager manager, IpcWorker worker)
    {
        JobDefinition definition = new(typeof(IpcWorkerSourceAdapter), "", worker.Name);
        manager.NewJob(new JobInvocationInfo(definition, new Dictionary<string, object> { ["NewJob"] = worker }));
        s_ofManager.TryAdd(manager, worker.Source!);
    }

    /// <summary>Takes a worker from the jobs of a session. It does not stop it.</summary>
    internal static void Forget(IpcWorker worker) => worker.Source?._workers.TryRemove(worker.InstanceId, out _);

    /// <summary>The workers of a session, oldest first.</summary>
    internal static IEnumerable<IpcWorker> WorkersOf(JobManager manager) =>
        s_ofManager.TryGetValue(manager, out IpcWorkerSourceAdapter? adapter) ? adapter._workers.Values.OrderBy(static worker => worker.Id) : [];

    /// <inheritdoc/>
    public override Job2 NewJob(JobInvocationInfo specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        if (specification.Parameters is not [[{ Value: IpcWorker worker }]])
        {
            throw new PSNotSupportedException("Workers are started with Start-IpcWorker.");
        }

        worker.Source = this;
        _workers[worker.InstanceId] = worker;
        return worker;
    }

    /// <inheritdoc/>
    public override void RemoveJob(Job2 job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job is IpcWorkerChildJob)
        {
            throw new PSNotSupportedException("A child job is removed with its worker: give that to Remove-Job.");
        }

        if (_workers.TryRemove(job.InstanceId, out IpcWorker? worker) && !worker.IsFinished)
        {
            worker.StopJob();
        }
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => Where(static _ => true);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse)
    {
        WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
        List<Job2> found = Where(worker => pattern.IsMatch(worker.Name));
        return found.Count > 0 || !recurse ? found
            : [.. _workers.Values.Select(static worker => worker.Child).Where(child => child.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        WildcardPattern pattern = new(command, WildcardOptions.IgnoreCase);
        return Where(worker => pattern.IsMatch(worker.Command));
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) =>
        Where(worker => worker.JobStateInfo.State == state);

    /// <inheritdoc/>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) => _workers.GetValueOrDefault(instanceId) as Job2
        ?? Child(recurse, child => child.InstanceId == instanceId);

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) =>
        _workers.Values.FirstOrDefault(worker => worker.Id == id) as Job2 ?? Child(recurse, child => child.Id == id);

    /// <summary>Get-Job -Filter: properties of the worker, by name.</summary>
    /// <inheritdoc/>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse) => Where(worker =>
        filter.All(wanted => PSObject.AsPSObject(worker).Properties[wanted.Key] is { } property
            && LanguagePrimitives.Equals(property.Value, wanted.Value, ignoreCase: true, CultureInfo.InvariantCulture)));

    private IpcWorkerChildJob? Child(bool recurse, Func<IpcWorkerChildJob, bool> condition) =>
        recurse ? _workers.Values.Select(static worker => worker.Child).FirstOrDefault(condition) : null;

    private List<Job2> Where(Func<IpcWorker, bool> condition) =>
        [.. _workers.Values.Where(condition).OrderBy(static worker => worker.Id)];
}
