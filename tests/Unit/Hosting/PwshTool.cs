using System.Diagnostics;
using System.Text.Json;

namespace Ipc.Tests.Hosting;

/// <summary>The pwsh of the repository's tool manifest: an assembly that <c>dotnet</c> runs.</summary>
internal static class PwshTool
{
    /// <summary>Finds its <c>pwsh.dll</c>, after restoring the tool if it is not there yet.</summary>
    /// <param name="root">The repository, in which the manifest is.</param>
    /// <param name="packages">The cache of packages.</param>
    public static string Find(string root, string packages)
    {
        if (FindRestored(root, packages) is { } tool)
        {
            return tool;
        }

        using Process restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = restore.StandardError.ReadToEndAsync();
        string said = restore.StandardOutput.ReadToEnd() + error.Result;
        restore.WaitForExit();
        return FindRestored(root, packages) ?? throw new FileNotFoundException(
            $"'dotnet tool restore' has brought no pwsh.dll to '{packages}' (exit code {restore.ExitCode}).\n{said}");
    }

    // In the cache of packages: what `dotnet tool run pwsh` comes to after two programs more.
    private static string? FindRestored(string root, string packages)
    {
        string text = File.ReadAllText(Path.Combine(root, ".config", "dotnet-tools.json"));
        using JsonDocument manifest = JsonDocument.Parse(text);
        JsonElement tool = manifest.RootElement.GetProperty("tools").GetProperty("powershell");
        string folder = Path.Combine(packages, "powershell", tool.GetProperty("version").GetString()!, "tools");
        string system = OperatingSystem.IsWindows() ? "win" : "unix";
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "pwsh.dll", SearchOption.AllDirectories)
                .SingleOrDefault(file => Path.GetFileName(Path.GetDirectoryName(file)) == system)
            : null;
    }
}
