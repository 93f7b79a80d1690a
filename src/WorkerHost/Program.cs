using System.Runtime.CompilerServices;

namespace Ipc.WorkerHost;

/// <summary>
/// Runs a worker of an application that hosts PowerShell, and is therefore no pwsh whose like could be started:
/// <c>dotnet Ipc.WorkerHost.dll MANIFEST CHANNEL</c>.
/// </summary>
/// <remarks>
/// It stands without the PowerShell assemblies, so the place to find them must be known before the first method that
/// names one of their types is compiled.
/// </remarks>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine(
                "Ipc.WorkerHost is started by Start-IpcWorker, with the path of Ipc.psd1 and a channel.");
            return ExitCodes.Usage;
        }

        HostAssemblies.Hook();
        return Start(arguments[0], arguments[1]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Start(string manifest, string channel) => WorkerRun.Run(manifest, channel);
}
