using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Ipc.WorkerHost;

/// <summary>
/// Finds the PowerShell assemblies of the application that started this process.
/// </summary>
/// <remarks>
/// The starter passes two environment variables: <c>IPC_HOST_ASSEMBLIES</c>, the assembly files, and
/// <c>IPC_HOST_NATIVE</c>, the folders with native libraries, both separated by <see cref="Path.PathSeparator"/>.
/// They are taken out of the environment, so that the script's own children don't inherit them, and kept as
/// <see cref="AppContext"/> data of the same names, where a worker that starts workers finds them again.
/// </remarks>
internal static class HostAssemblies
{
    /// <summary>Name of the variable, and of the AppContext data, that lists assembly files.</summary>
    public const string FilesName = "IPC_HOST_ASSEMBLIES";

    /// <summary>Name of the variable, and of the AppContext data, that lists folders of native libraries.</summary>
    public const string NativeName = "IPC_HOST_NATIVE";

    private static readonly Dictionary<string, string> s_files = new(StringComparer.OrdinalIgnoreCase);
    private static string[] s_nativeFolders = [];

    /// <summary>
    /// Takes the variables and answers the runtime's questions from them. Does nothing when they are absent.
    /// </summary>
    public static void Hook()
    {
        foreach (string file in Take(FilesName))
        {
            s_files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        s_nativeFolders = Take(NativeName);
        if (s_files.Count > 0)
        {
            AssemblyLoadContext.Default.Resolving += Resolve;
        }

        if (s_nativeFolders.Length > 0)
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
        }
    }

    private static string[] Take(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            return [];
        }

        Environment.SetEnvironmentVariable(name, null);
        AppContext.SetData(name, value);
        return value.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>By simple name: the module asks for PowerShell 3, the standard it was compiled against.</summary>
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name is not null && s_files.TryGetValue(name.Name, out string? file) && File.Exists(file)
            ? context.LoadFromAssemblyPath(file)
            : null;

    private static IntPtr ResolveNative(Assembly assembly, string name)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        foreach (string folder in s_nativeFolders)
        {
            foreach (string file in (string[])[name, name + extension, "lib" + name + extension])
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, file), out IntPtr handle))
                {
                    return handle;
                }
            }
        }

        return IntPtr.Zero;
    }
}
