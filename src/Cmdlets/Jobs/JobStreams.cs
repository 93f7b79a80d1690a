using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The streams of a job, all together.</summary>
internal static class JobStreams
{
    /// <summary>Says that nothing more will come in any of them.</summary>
    public static void Complete(Job job)
    {
        job.Output.Complete();
        job.Error.Complete();
        job.Warning.Complete();
        job.Verbose.Complete();
        job.Debug.Complete();
        job.Information.Complete();
        job.Progress.Complete();
    }
}
