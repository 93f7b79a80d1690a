using System.Diagnostics;

namespace Ipc.Tests.Hosting;

/// <summary>
/// The pwsh in which tests run what a user runs: <c>IPC_TEST_PWSH</c> if it is set, to a program or a <c>pwsh.dll</c>;
/// else the .NET tool of the repository's manifest, with native code where that could be made. The tool is restored if
/// it is not there yet, so there always is one.
/// </summary>
internal static class RealPwsh
{
    private static readonly Lazy<string> s_path = new(Find);

    /// <summary>The program, or the <c>pwsh.dll</c> that <c>dotnet</c> runs.</summary>
    public static string FullPath => s_path.Value;

    /// <summary>
    /// The program to start, and the arguments that come before those of pwsh: <c>dotnet pwsh.dll</c> for the tool.
    /// </summary>
    public static string[] Command =>
        FullPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? [Dotnet, FullPath] : [FullPath];

    /// <summary>The <c>dotnet</c> that runs these tests.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>
    /// How to start it without a profile and with these further arguments; its input and output are redirected.
    /// </summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) =>
        ProgramRun.StartInfo(Command[0], [.. Command[1..], "-NoProfile", "-NonInteractive", .. arguments]);

    /// <summary>Runs it to its end, as <see cref="StartInfo"/> says.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        ProgramRun.Run(StartInfo(arguments));

    /// <summary>Runs a script file to its end.</summary>
    public static (int ExitCode, string Output, string Error) RunFile(string script, params string[] arguments) =>
        Run(["-File", script, .. arguments]);

    private static string Find() => Environment.GetEnvironmentVariable("IPC_TEST_PWSH") switch
    {
        null or "" when File.Exists(Repository.NativePwsh) => Repository.NativePwsh,
        null or "" => PwshTool.Find(Repository.Root, Repository.Packages),
        { } wanted when File.Exists(wanted) => Path.GetFullPath(wanted),
        { } wanted => throw new FileNotFoundException($"IPC_TEST_PWSH names '{wanted}', which is not there."),
    };
}
