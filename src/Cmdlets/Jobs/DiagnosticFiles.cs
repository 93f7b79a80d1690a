using System.Globalization;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>
/// The files that the runtime and the engine keep in the folder for temporary files while a process runs, for those who
/// want to look into it. They remove them in an orderly end only: not when a process is killed, nor when a worker ends
/// at once.
/// </summary>
internal static class DiagnosticFiles
{
    /// <summary>
    /// Removes those of a process that ends or has ended, and was started with the same folder for temporary files.
    /// </summary>
    public static void Remove(ProcessIdentity process)
    {
        string of = string.Create(CultureInfo.InvariantCulture, $"{process.Pid}-{process.StartTime}");
        Delete($"dotnet-diagnostic-{of}-socket");
        Delete($"clr-debug-pipe-{of}-in");
        Delete($"clr-debug-pipe-{of}-out");
    }

    /// <summary>Removes that of the engine's pipe for Enter-PSHostProcess into this process.</summary>
    public static void RemovePipe()
    {
        foreach (string file in Directory.EnumerateFileSystemEntries(Path.GetTempPath(), $"CoreFxPipe_PSHost.*.{Environment.ProcessId}.*"))
        {
            Delete(Path.GetFileName(file));
        }
    }

    private static void Delete(string name)
    {
        try
        {
            File.Delete(Path.Combine(Path.GetTempPath(), name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it.
        }
    }
}
