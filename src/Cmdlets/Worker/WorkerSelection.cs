using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Finds the workers of this session among its jobs.</summary>
internal static class WorkerSelection
{
    public static IEnumerable<IpcWorker> All(PSCmdlet cmdlet) => IpcWorkerSourceAdapter.WorkersOf(cmdlet.JobManager);

    public static List<IpcWorker> ByName(PSCmdlet cmdlet, string[] names, Action<Exception, object?, int> fail)
    {
        List<IpcWorker> found = [];
        foreach (string name in names)
        {
            WildcardPattern pattern = new(name, WildcardOptions.IgnoreCase);
            List<IpcWorker> matching = All(cmdlet).Where(worker => pattern.IsMatch(worker.Name)).ToList();
            found.AddRange(matching.Except(found));
            if (matching.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                fail(Missing($"named '{name}'"), name, names.Length);
            }
        }

        return found;
    }

    public static List<IpcWorker> ById(PSCmdlet cmdlet, int[] ids, Action<Exception, object?, int> fail)
    {
        List<IpcWorker> found = [];
        foreach (int id in ids)
        {
            if (All(cmdlet).FirstOrDefault(worker => worker.Id == id) is { } worker)
            {
                found.Add(worker);
            }
            else
            {
                fail(Missing($"with the id {id}"), id, ids.Length);
            }
        }

        return found;
    }

    private static IpcException Missing(string which) => new(
        IpcError.NotFound, $"There is no worker {which} in this session. Get-IpcWorker lists those there are.");
}
