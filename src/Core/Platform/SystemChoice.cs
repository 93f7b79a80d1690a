using Ipc.Platform.Linux;
using Ipc.Platform.Portable;

namespace Ipc.Platform;

/// <summary>
/// Which system this is: the one place that asks. Whatever differs between systems is chosen here, and everything above
/// is written once.
/// </summary>
internal static class SystemChoice
{
    /// <summary>
    /// The form of waiting of this process: that of its system, unless <c>IPC_WAIT</c> names another.
    /// </summary>
    public static IWaitStrategy WaitStrategy { get; } = SelectWaitStrategy(Environment.GetEnvironmentVariable("IPC_WAIT"));

    /// <summary>Refuses a system on which objects cannot be shared.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>.</exception>
    public static void EnsureSupported()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new IpcException(
                IpcError.NotSupported, "Shared memory is implemented for 64-bit Linux only so far. Run this on "
                    + "Linux, or in WSL 2.");
        }
    }

    /// <summary>The file name of a program on this system.</summary>
    public static string ProgramName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    /// <summary>The folder of a package's assemblies for this family of systems, under <c>runtimes</c>.</summary>
    public static string RuntimeFamily => OperatingSystem.IsWindows() ? "win" : "unix";

    /// <summary>Whether this process ignores a signal.</summary>
    public static bool IsIgnored(int signal) => OperatingSystem.IsLinux() && SignalState.IsIgnored(signal);

    internal static IWaitStrategy SelectWaitStrategy(string? name) => name switch
    {
        "backoff" => new BackoffWait(),
        "futex-single" => new FutexWait(single: true),
        null or "" or "futex" => OperatingSystem.IsLinux() ? new FutexWait() : new BackoffWait(),
        _ => throw new IpcException(
            IpcError.NotSupported, $"IPC_WAIT is '{name}', which is not known. Set it to 'futex', 'futex-single' or 'backoff', or "
                + "remove it."),
    };
}
