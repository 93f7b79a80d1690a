using System.Reflection;

namespace Ipc.WorkerHost;

/// <summary>
/// Runs a worker: everything it does is in the module, which is loaded from where the starter's stands.
/// </summary>
internal static class WorkerRun
{
    private const string TypeName = "Ipc.Commands.WorkerProcess";
    private const string MethodName = "Run";

    /// <summary>Loads the module's assembly and hands over to it; returns the exit code of the process.</summary>
    /// <param name="manifest">The path of Ipc.psd1.</param>
    /// <param name="channel">The name of the channel to the starter.</param>
    public static int Run(string manifest, string channel)
    {
        string file = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(manifest))!, "module", "bin", "Ipc.Cmdlets.dll");
        if (!File.Exists(file))
        {
            return Refuse($"the module's assembly '{file}' was not found.");
        }

        MethodInfo? method = Assembly.LoadFrom(file).GetType(TypeName)
            ?.GetMethod(MethodName, BindingFlags.Public | BindingFlags.Static, [typeof(string)]);
        return method is null
            ? Refuse($"'{file}' has no {TypeName}.{MethodName}(string); host and module differ in version.")
            : method.CreateDelegate<Func<string, int>>()(channel);
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine("Ipc.WorkerHost: " + message);
        return ExitCodes.NotLoaded;
    }
}
