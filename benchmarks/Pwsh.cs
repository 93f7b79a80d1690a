using System.Reflection.PortableExecutable;
using Ipc.Tests.Hosting;

namespace Ipc.Benchmarks;

/// <summary>
/// The pwsh in which scripts are measured. A released one carries native code and the package of the .NET tool does
/// not, so a copy of the tool that has it comes first, one on the path second, and the tool itself last.
/// </summary>
internal static class Pwsh
{
    private static readonly string s_path = Find();

    /// <summary>The program to start, and what comes before its own arguments.</summary>
    public static string[] Command { get; } = s_path.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", s_path] : [s_path];

    /// <summary>A line about it; a loud one where it compiles what it runs.</summary>
    public static string Description { get; } = HasNativeCode()
        ? $"pwsh with native code, {s_path}"
        : $"**PWSH WITHOUT NATIVE CODE**, {s_path}: it compiles what it runs, so whatever starts a process is slower "
            + "than for users.";

    private static string Find()
    {
        string native = Programs.Metadata("NativePwsh");
        return File.Exists(native) ? native : Programs.Find("pwsh") ?? PwshTool.Find(Programs.Root, Programs.Metadata("PackageRoot"));
    }

    private static bool HasNativeCode()
    {
        string real = File.ResolveLinkTarget(s_path, returnFinalTarget: true)?.FullName ?? s_path;
        string engine = Path.Combine(Path.GetDirectoryName(real)!, "System.Management.Automation.dll");
        if (!File.Exists(engine))
        {
            return false;
        }

        using PEReader reader = new(File.OpenRead(engine));
        return reader.PEHeaders.CorHeader?.ManagedNativeHeaderDirectory.Size > 0;
    }
}
