using System.Diagnostics;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// Which program runs a worker: the pwsh that the caller is; else the module's small host, with the PowerShell assemblies
/// that the calling application has loaded.
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
    public static ProcessStartInfo Prepare(string? wanted, string manifest, WorkerChannel channel)
    {
        if (wanted is not null)
        {
            return PowerShell(Find(wanted), [], manifest, channel);
        }

        string? self = Environment.ProcessPath;
        if (self is not null && Path.GetFileNameWithoutExtension(self).Equals("pwsh", StringComparison.OrdinalIgnoreCase))
        {
            return PowerShell(self, [], manifest, channel);
        }

        Assembly? entry = Assembly.GetEntryAssembly();
        if (self is not null && entry?.GetName().Name == "pwsh")
        {
            return PowerShell(self, [entry.Location], manifest, channel); // Started as: dotnet pwsh.dll
        }

        return Host(manifest, channel);
    }

    private static ProcessStartInfo PowerShell(string file, string[] first, string manifest, WorkerChannel channel)
    {
        ProcessStartInfo start = new(file);
        foreach (string argument in first)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("-NoProfile");
        start.ArgumentList.Add("-NonInteractive");
        start.ArgumentList.Add("-NoLogo");

        // The hook takes over before pwsh makes a console; where hooks are switched off, the command does the same.
        string assembly = typeof(WorkerExecutable).Assembly.Location;
        start.Environment[StartupHook.HooksVariable] = assembly;
        start.Environment[StartupHook.ChannelVariable] = channel.ToString();
        start.ArgumentList.Add("-Command");
        start.ArgumentList.Add(
            $"[void][Reflection.Assembly]::LoadFrom('{Quote(assembly)}'); exit [Ipc.Commands.WorkerProcess]::Run('{channel}')");
        return start;
    }

    private static ProcessStartInfo Host(string manifest, WorkerChannel channel)
    {
        string host = Path.Combine(Path.GetDirectoryName(manifest)!, "module", "bin", "host", "Ipc.WorkerHost.dll");
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";
        string dotnet = Path.GetFullPath(Path.Combine(framework, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        if (!File.Exists(host) || !File.Exists(dotnet))
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"There is no program to run a worker with: this process is not pwsh, and '{(File.Exists(host) ? dotnet : host)}' is not there. Install PowerShell 7.4 or later and name it with -Executable pwsh, or build the module's host (dotnet build src/WorkerHost).");
        }

        ProcessStartInfo start = new(dotnet);
        start.ArgumentList.Add(host);
        start.ArgumentList.Add(manifest);
        start.ArgumentList.Add(channel.ToString());
        start.Environment[AssembliesVariable] = AppContext.GetData(AssembliesVariable) as string
            ?? Outside(AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES"), framework);
        start.Environment[NativeVariable] = AppContext.GetData(NativeVariable) as string
            ?? Outside(AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES"), framework);
        return start;
    }

    private static string Find(string wanted)
    {
        if (wanted.Contains(Path.DirectorySeparatorChar))
        {
            return File.Exists(wanted)
                ? Path.GetFullPath(wanted)
                : throw new IpcException(IpcError.NotSupported, $"-Executable '{wanted}' was not found. Give the path of a pwsh, or its name on PATH.");
        }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            string candidate = Path.Combine(folder, wanted);
            if (folder.Length > 0 && File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new IpcException(
            IpcError.NotSupported, $"-Executable '{wanted}' is not on the PATH. Install PowerShell 7.4 or later, or give its full path.");
    }

    // The application's own files: those of the shared framework come with the worker's runtime.
    private static string Outside(object? list, string framework) => string.Join(
        Path.PathSeparator,
        (list as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(file => !file.StartsWith(framework, StringComparison.Ordinal)));

    private static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
