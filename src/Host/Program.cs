using System.Runtime.CompilerServices;

namespace Ipc.Host;

/// <summary>
/// Entry. Names no PowerShell type: beside the module this program stands without the PowerShell assemblies, so the
/// place to find them must be known before the first method that names one is compiled.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        HostAssemblies.Hook();
        return Start(args);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Start(string[] args) => Launcher.Run(args);
}
