namespace Ipc.Platform.Linux;

/// <summary>What a process is called: as whoever started it has named it, else after its program.</summary>
internal static class ProcessName
{
    /// <summary>The environment variable in which a process is given a name when it is started.</summary>
    public const string Variable = "IPC_PROCESS_NAME";

    /// <summary>
    /// The name it was given; else that of the assembly that <c>dotnet</c> runs; else that of the program, as <c>ps</c>
    /// shows it. Null when there is no such process.
    /// </summary>
    public static string? Read(int pid)
    {
        string? program = TryRead(pid, "comm")?.TrimEnd('\n');
        return program is null ? null : Given(pid) ?? (program == "dotnet" ? AssemblyOf(pid) : null) ?? program;
    }

    // What it was started with, which stays there whatever the process does to its environment.
    private static string? Given(int pid)
    {
        const string Start = Variable + "=";
        string? entry = Array.Find(
            Strings(pid, "environ"), static entry => entry.StartsWith(Start, StringComparison.Ordinal));
        return entry?.Length > Start.Length ? entry[Start.Length..] : null;
    }

    // dotnet [options] path/pwsh.dll [arguments]
    private static string? AssemblyOf(int pid) => Path.GetFileNameWithoutExtension(Array.Find(
        Strings(pid, "cmdline"), static word => word.EndsWith(".dll", StringComparison.Ordinal)));

    private static string[] Strings(int pid, string file) => TryRead(pid, file)?.Split('\0') ?? [];

    private static string? TryRead(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended, or belongs to another user.
        }
    }
}
