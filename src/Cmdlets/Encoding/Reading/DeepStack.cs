using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;

namespace Ipc.Commands;

/// <summary>
/// A thread with room for data that are nested deeper than the caller's own stack could take. The caller waits
/// meanwhile, so that no two threads are at work. What cannot be got there is refused: how much stack is left is asked
/// at each level on every thread.
/// </summary>
internal static class DeepStack
{
    // Address space; memory is taken as far as it is used.
    private const int Size = 512 << 20;

    [ThreadStatic]
    private static bool t_isHere;

    /// <summary>Whether the calling thread is one of these.</summary>
    public static bool IsHere => t_isHere;

    /// <summary>Runs something there, and throws here what it throws.</summary>
    /// <returns>False if there is no room for such a thread; nothing was run then.</returns>
    public static bool TryRun(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Runspace? runspace = Runspace.DefaultRunspace; // For the type data of the session.
        Thread thread = new(
            () =>
            {
                t_isHere = true;
                Runspace.DefaultRunspace = runspace;
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            Size) { IsBackground = true, Name = "Ipc deep encoding" };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException)
        {
            return false;
        }

        thread.Join();
        failure?.Throw();
        return true;
    }
}
