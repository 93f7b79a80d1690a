using System.Diagnostics;
using System.Reflection;
using Ipc.Platform;

namespace Ipc.Commands;

/// <summary>A program that takes the command line of pwsh.</summary>
/// <param name="FileName">What is started.</param>
/// <param name="First">The arguments before those of pwsh: its assembly, where <c>dotnet</c> runs it.</param>
/// <param name="IsKnown">Whether it is PowerShell itself; else it may be a wrapper, which starts others.</param>
internal sealed record PwshProgram(string FileName, string[] First, bool IsKnown)
{
    private const string Name = "pwsh";
    private const string AssemblyFile = Name + ".dll";

    private static readonly Version s_oldest = new(7, 4);

    private static Assembly? EntryAssembly => System.Reflection.Assembly.GetEntryAssembly();

    /// <summary>The pwsh that this process is; null if it is another program, which hosts PowerShell.</summary>
    public static PwshProgram? OfThisProcess()
    {
        string? self = Environment.ProcessPath;
        return self is null || !ModuleState.IsPwsh ? null
            : new PwshProgram(self, DotnetProgram.Is(self) ? [EntryAssembly!.Location] : [], IsKnown: true);
    }

    /// <summary>The one that a user has named.</summary>
    /// <param name="wanted">A full path, or a name on the PATH: of a program, an assembly, or a link to one.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>: there is none, or it is too old.</exception>
    public static PwshProgram Find(string wanted)
    {
        string file = Locate(wanted);
        string target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        target = ToolAssembly(target) ?? target;
        string folder = Path.GetDirectoryName(target) ?? "";
        bool isKnown = Path.GetFileNameWithoutExtension(target) == Name
            && File.Exists(Path.Combine(folder, AssemblyFile));
        if (isKnown)
        {
            CheckVersion(wanted, folder);
            if (OfThisProcess() is { } own && Path.GetDirectoryName(EntryAssembly!.Location) == folder)
            {
                return own; // The program beside a .NET tool's assembly may not find the runtime that runs this one.
            }
        }

        return target.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new PwshProgram(FindDotnet(wanted), [target], isKnown)
            : new PwshProgram(file, [], isKnown); // Not the target: a wrapper may go by the name it was called with.
    }

    private static string Locate(string wanted) => wanted.Contains(Path.DirectorySeparatorChar)
        ? File.Exists(wanted)
            ? Path.GetFullPath(wanted)
            : throw new IpcException(
                IpcError.NotSupported,
                $"-Executable '{wanted}' was not found. Give the path of a pwsh, or its name on the PATH.")
        : ProgramPath.Find(wanted) ?? throw new IpcException(
            IpcError.NotSupported,
            $"-Executable '{wanted}' is not on the PATH. Install PowerShell {s_oldest} or later, or give its path.");

    // The pwsh of a .NET tool is a small program that starts another, for which it waits; this finds the other.
    private static string? ToolAssembly(string program)
    {
        string store = Path.Combine(Path.GetDirectoryName(program) ?? "", ".store", "powershell");
        if (Path.GetFileNameWithoutExtension(program) != Name || !Directory.Exists(store))
        {
            return null;
        }

        string system = SystemChoice.RuntimeFamily;
        string[] found = [.. Directory.EnumerateFiles(store, AssemblyFile, SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == system)];
        return found.Length == 1 ? found[0] : null;
    }

    private static void CheckVersion(string wanted, string folder)
    {
        string engine = Path.Combine(folder, "System.Management.Automation.dll");
        if (File.Exists(engine)
            && FileVersionInfo.GetVersionInfo(engine) is { FileMajorPart: > 0 } version
            && new Version(version.FileMajorPart, version.FileMinorPart) < s_oldest)
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"-Executable '{wanted}' is PowerShell {version.FileMajorPart}.{version.FileMinorPart}. "
                    + $"Install PowerShell {s_oldest} or later.");
        }
    }

    private static string FindDotnet(string wanted) => DotnetProgram.Find() ?? throw new IpcException(
        IpcError.NotSupported,
        $"-Executable '{wanted}' is run by dotnet, which is neither on the PATH nor in DOTNET_ROOT. "
            + "Install the .NET runtime, or name a pwsh that needs none.");
}
