using System.Globalization;
using System.Runtime.CompilerServices;
using Ipc.Platform.Linux;
using Ipc.Regions;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Ipc.Tests;

/// <summary>
/// A folder for shared memory of the test run's own, which the processes that it starts inherit. What leaks into it is
/// seen by <see cref="Leaks.LeakTests"/>, the last test of the run.
/// </summary>
internal static class TestHome
{
    private const string Folder = "/dev/shm";
    private const string Prefix = "ipc-test-";

    /// <summary>The folder of the key for secrets, which is not in shared memory.</summary>
    private static readonly string s_keys = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}");

    public static string Path { get; } = $"{Folder}/{Prefix}{Environment.ProcessId}";

    /// <summary>Another such folder, not made yet, for processes that are to see nothing of the other tests.</summary>
    public static string Another() => $"{Folder}/{Prefix}{Guid.NewGuid():N}-{Environment.ProcessId}";

    [ModuleInitializer]
    internal static void Initialise()
    {
        ClearEarlierRuns();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("IPC_HOME", Path);
        Directory.CreateDirectory(s_keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("IPC_KEY_FILE", System.IO.Path.Combine(s_keys, "key"));

        // What the process still holds is left first, by the registry's own handler.
        RuntimeHelpers.RunClassConstructor(typeof(RegionRegistry).TypeHandle);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Directory.Delete(Path, recursive: true);
            Directory.Delete(s_keys, recursive: true);
        };
    }

    // A run that was killed could not clear up after itself.
    private static void ClearEarlierRuns()
    {
        foreach (string path in Directory.EnumerateDirectories(Folder, Prefix + "*").Concat(Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*")))
        {
            if (int.TryParse(path.AsSpan(path.LastIndexOf('-') + 1), CultureInfo.InvariantCulture, out int pid)
                && (pid == Environment.ProcessId || ProcessIdentity.Of(pid) is null))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }
}
