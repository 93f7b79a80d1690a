using System.Runtime.InteropServices;

namespace Ipc.Platform;

/// <summary>
/// SIGTERM, and SIGHUP of a terminal that is closed: everyday ends, at which the runtime of .NET 10 runs no handler of
/// <see cref="AppDomain.ProcessExit"/> any more.
/// </summary>
internal static class TerminationSignals
{
    private static readonly (PosixSignal Signal, int Number)[] s_signals = [(PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1)];
    private static readonly List<PosixSignalRegistration> s_registrations = []; // Which end with what they are kept by.

    /// <summary>
    /// Has something done before such a signal ends this process, which it then does as without. What is ignored, as
    /// under nohup, stays ignored.
    /// </summary>
    public static void Before(Action end)
    {
        lock (s_registrations)
        {
            try
            {
                foreach ((PosixSignal signal, _) in s_signals.Where(static signal => !SystemChoice.IsIgnored(signal.Number)))
                {
                    s_registrations.Add(PosixSignalRegistration.Create(signal, context =>
                    {
                        if (!context.Cancel)
                        {
                            end();
                        }
                    }));
                }
            }
            catch (IOException)
            {
                // No descriptor is left for it. Others clean up after this process then.
            }
        }
    }
}
