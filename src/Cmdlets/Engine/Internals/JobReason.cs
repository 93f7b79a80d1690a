using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The reason of a job's state, which Job2 lets its heirs give; the reference assembly does not know that.
/// </summary>
internal static class JobReason
{
    private static readonly EngineMember s_set =
        EngineMember.OfMethod(typeof(Job2), "Job2.SetJobState", typeof(JobState), typeof(Exception));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<Job2, JobState, Exception>?> Operation = new(
        "say why a job is in its state",
        "a worker that failed",
        "JobStateInfo.Reason stays empty; the worker's Failure has the error all the same",
        [s_set],
        static () => s_set.As<Action<Job2, JobState, Exception>>(),
        null);

    /// <summary>Sets state and reason; false if the engine has no way to, and nothing was done.</summary>
    public static bool TrySet(Job2 job, JobState state, Exception reason)
    {
        if (Operation.Call is not { } set)
        {
            return false;
        }

        set(job, state, reason);
        return true;
    }
}
