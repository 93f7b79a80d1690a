using System.Diagnostics;

namespace Ipc.Tests;

/// <summary>Runs a program to its end, with a watchdog that kills it if it hangs.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(10); // The whole Pester suite takes three, and five on a busy machine.

    public static (int ExitCode, string Output, string Error) Run(string file, params string[] arguments) =>
        Run(StartInfo(file, arguments));

    /// <summary>How to start a program whose input and output are redirected.</summary>
    public static ProcessStartInfo StartInfo(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Runs one that was made with <see cref="StartInfo"/>.</summary>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_watchdog))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} hung. It had "
                + $"written:\n{output.Result}\n{error.Result}");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
