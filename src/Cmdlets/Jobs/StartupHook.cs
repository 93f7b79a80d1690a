using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Ipc.Commands;

/// <summary>
/// Called by the .NET runtime before a program's own Main, in a process that was started with this assembly as its
/// startup hook. A worker begins here: it is the very pwsh of its parent, but does not make the console and the
/// runspace that nobody would use. Name and place of the class are the runtime's.
/// </summary>
internal static class StartupHook
{
    /// <summary>The variable that holds the worker's channel.</summary>
    public const string ChannelVariable = "IPC_WORKER_CHANNEL";

    /// <summary>The exit code of a worker whose code could not be loaded; see <see cref="StartFailure"/>.</summary>
    public const int CouldNotBegin = 199;

    /// <summary>The runtime's variable that names the hook.</summary>
    public const string HooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Runs the worker, if this process is one, and ends the process.</summary>
    public static void Initialize()
    {
        string? channel = Environment.GetEnvironmentVariable(ChannelVariable);
        if (channel is null || !IsWorker(channel))
        {
            return;
        }

        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            // A name only, never a path: whoever can name a type must not choose a file.
            string file = Path.Combine(Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!, name.Name + ".dll");
            return Path.GetFileName(name.Name) == name.Name && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        int exitCode;
        try
        {
            exitCode = Run(channel);
        }
        catch (Exception e) when (e is TypeLoadException or MissingMemberException or IOException or BadImageFormatException)
        {
            exitCode = Fail(e); // One of the two assemblies has just been replaced.
        }

        Environment.Exit(exitCode);
    }

    // A program that runs before pwsh, or instead of it, has inherited the variables. It goes on without them.
    private static bool IsWorker(string channel) =>
        Environment.GetCommandLineArgs().Skip(1).SequenceEqual(WorkerCommandLine.Of(channel))
        && AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string assemblies
        && assemblies.Contains("Microsoft.PowerShell.ConsoleHost.dll", StringComparison.Ordinal);

    // Not inlined: the types it needs can be found only after the handler above is there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string channel) => WorkerProcess.Run(channel);

    // Apart, since it needs nothing but itself.
    private static int Fail(Exception exception)
    {
        Console.Error.WriteLine($"A worker could not begin: {exception.Message}");
        return CouldNotBegin;
    }
}
