namespace Ipc.Host;

/// <summary>Reads the command line and starts what it asks for.</summary>
internal static class Launcher
{
    private const string Usage = """
        Ipc.Host runs PowerShell scripts where there is the .NET SDK but no pwsh.

          dotnet run --project src/Host -- script.ps1 [arguments]   runs one script
          dotnet run --project src/Host -- folder                   runs every *.ps1 in it, each in a process of its own

        The exit code is the script's: 0, the n of its "exit n", or 1 after a terminating error.
        """;

    /// <summary>Runs the command line to its end and returns the exit code of the process.</summary>
    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine(Usage);
            return ExitCodes.Usage;
        }

        if (args[0] is "-?" or "-h" or "--help")
        {
            Console.Out.WriteLine(Usage);
            return ExitCodes.Success;
        }

        if (args[0] == "--worker")
        {
            return args.Length == 3
                ? WorkerRun.Run(args[1], args[2])
                : Refuse("'--worker' takes the path of Ipc.psd1 and a channel.");
        }

        if (Directory.Exists(args[0]))
        {
            return args.Length == 1
                ? FolderRun.Run(Path.GetFullPath(args[0]))
                : Refuse($"arguments can be passed to a script, not to the folder '{args[0]}'.");
        }

        return File.Exists(args[0])
            ? new ScriptRun(Path.GetFullPath(args[0])).Run(args.AsSpan(1))
            : Refuse($"script '{args[0]}' was not found.");
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine("Ipc.Host: " + message);
        return ExitCodes.Usage;
    }
}
