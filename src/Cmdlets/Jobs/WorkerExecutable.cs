using System.Diagnostics;

namespace Ipc.Commands;

/// <summary>
/// Which program runs a worker: the pwsh that the caller is; else the module's worker host, with the PowerShell
/// assemblies that the calling application has loaded.
/// </summary>
internal static class WorkerExecutable
{
    private const string AssembliesVariable = "IPC_HOST_ASSEMBLIES";
    private const string NativeVariable = "IPC_HOST_NATIVE";

    /// <summary>The start of the process, all but the environment that is common to all.</summary>
    /// <param name="wanted">What the user asked for: a pwsh; null for the choice above.</param>
    /// <param name="manifest">The full path of the module's manifest.</param>
    /// <param name="channel">The worker's channel.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> with what to install.</exception>
    public static ProcessStartInfo Prepare(string? wanted, string manifest, WorkerChannel channel) =>
        (wanted is null ? PwshProgram.OfThisProcess() : PwshProgram.Find(wanted)) is { } pwsh
            ? PowerShell(pwsh, channel.ToString())
            : Host(manifest, channel);

    private static ProcessStartInfo PowerShell(PwshProgram pwsh, string channel)
    {
        ProcessStartInfo start = new(pwsh.FileName, [.. pwsh.First, .. WorkerCommandLine.Of(channel)]);
        if (pwsh.IsKnown)
        {
            start.Environment[StartupHook.HooksVariable] = typeof(WorkerExecutable).Assembly.Location;
            start.Environment[StartupHook.ChannelVariable] = channel;
        }

        return start;
    }

    private static ProcessStartInfo Host(string manifest, WorkerChannel channel)
    {
        string host = Path.Combine(Path.GetDirectoryName(manifest)!, "module", "bin", "host", "Ipc.WorkerHost.dll");
        string dotnet = DotnetProgram.OfThisRuntime;
        if (!File.Exists(host) || !File.Exists(dotnet))
        {
            throw new IpcException(
                IpcError.NotSupported,
                "There is no program to run a worker with: this process is not pwsh, and "
                    + $"'{(File.Exists(host) ? dotnet : host)}' is not there. Install PowerShell 7.4 or later and "
                    + "name it "
                    + "with -Executable pwsh, or build the module's host (dotnet build src/WorkerHost).");
        }

        ProcessStartInfo start = new(dotnet, [host, manifest, channel.ToString()]);
        start.Environment[AssembliesVariable] = AppContext.GetData(AssembliesVariable) as string
            ?? Outside(AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES"), DotnetProgram.Framework);
        start.Environment[NativeVariable] = AppContext.GetData(NativeVariable) as string
            ?? Outside(AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES"), DotnetProgram.Framework);
        return start;
    }

    // The application's own files: those of the shared framework come with the worker's runtime.
    private static string Outside(object? list, string framework) => string.Join(
        Path.PathSeparator,
        (list as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => !file.StartsWith(framework, StringComparison.Ordinal)));
}
