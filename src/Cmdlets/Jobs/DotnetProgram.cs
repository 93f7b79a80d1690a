using Ipc.Platform;

namespace Ipc.Commands;

/// <summary>The <c>dotnet</c> that runs assemblies.</summary>
internal static class DotnetProgram
{
    private static readonly string s_name = SystemChoice.ProgramName("dotnet");

    /// <summary>Where the framework of this process is; for a self-contained program its own folder.</summary>
    public static string Framework { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";

    /// <summary>The one that this process's runtime belongs to; it is not there for a self-contained program.</summary>
    public static string OfThisRuntime { get; } = Path.GetFullPath(Path.Combine(Framework, "..", "..", "..", s_name));

    /// <summary>Whether a program is <c>dotnet</c>.</summary>
    public static bool Is(string program) => Path.GetFileName(program) == s_name;

    /// <summary>That of this process, or else any; null if there is none.</summary>
    public static string? Find()
    {
        string? root = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        return File.Exists(OfThisRuntime) ? OfThisRuntime
            : root is { Length: > 0 } && File.Exists(Path.Combine(root, s_name)) ? Path.Combine(root, s_name)
            : ProgramPath.Find(s_name);
    }
}
