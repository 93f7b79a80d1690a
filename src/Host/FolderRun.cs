using System.Diagnostics;

namespace Ipc.Host;

/// <summary>Runs the scripts of a folder in order of name, each in a process of its own.</summary>
internal static class FolderRun
{
    /// <summary>Runs all, also after a failure, and returns the first exit code that is not 0.</summary>
    public static int Run(string folder)
    {
        string[] scripts = Directory.GetFiles(folder, "*.ps1");
        if (scripts.Length == 0)
        {
            Console.Error.WriteLine($"Ipc.Host: there is no *.ps1 in '{folder}'.");
            return ExitCodes.Usage;
        }

        // Ctrl+C reaches the running script as well, which ends by itself; the rest is not started.
        bool stopped = false;
        Console.CancelKeyPress += (_, e) => e.Cancel = stopped = true;

        Array.Sort(scripts, StringComparer.OrdinalIgnoreCase);
        int result = ExitCodes.Success;
        foreach (string script in scripts)
        {
            Console.Out.WriteLine($"== {Path.GetFileName(script)}");
            int exitCode = RunOne(script);
            if (stopped)
            {
                return ExitCodes.Interrupted;
            }

            if (exitCode != ExitCodes.Success)
            {
                Console.Error.WriteLine($"Ipc.Host: {Path.GetFileName(script)} ended with exit code {exitCode}.");
                result = result == ExitCodes.Success ? exitCode : result;
            }
        }

        return result;
    }

    private static int RunOne(string script)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            ArgumentList = { typeof(FolderRun).Assembly.Location, script },
            UseShellExecute = false,
        };
        foreach (string name in (string[])[HostAssemblies.FilesName, HostAssemblies.NativeName])
        {
            if (AppContext.GetData(name) is string value)
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
