namespace Ipc.Tests.Peers;

/// <summary>What the system says of processes that are not the test's own children.</summary>
internal static class Processes
{
    /// <summary>What the process of the tests is called: dotnet runs their assembly.</summary>
    public static string OwnName { get; } = Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0]);

    /// <summary>
    /// Whether a process runs. One that has ended and that nobody has collected yet does not run any more.
    /// </summary>
    public static bool IsThere(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
