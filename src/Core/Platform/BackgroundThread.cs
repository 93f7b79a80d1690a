using Ipc.Model;

namespace Ipc.Platform;

/// <summary>
/// Threads that do not keep their process. One that cannot be started is an error of ours: .NET calls it lack of memory,
/// whatever the system had too little of.
/// </summary>
internal static class BackgroundThread
{
    /// <summary>Starts one.</summary>
    /// <param name="run">What it does.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public static Thread Start(ThreadStart run, string name)
    {
        try
        {
            Thread thread = new(run) { IsBackground = true, Name = name };
            thread.Start();
            return thread;
        }
        catch (OutOfMemoryException e)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"The thread '{name}' could not be started: memory, open files or processes are used up. Close objects you "
                    + "don't need, or raise the limit (ulimit -v, -n or -u).",
                e);
        }
    }
}
