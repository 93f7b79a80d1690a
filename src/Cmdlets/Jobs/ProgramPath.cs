namespace Ipc.Commands;

/// <summary>Finds programs by name, as a shell does.</summary>
internal static class ProgramPath
{
    /// <summary>The first one of that name in the folders of PATH; null if there is none.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
