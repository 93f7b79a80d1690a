using System.Diagnostics;
using System.Reflection;

namespace Ipc.Tests.Host;

/// <summary>A run of the host in a real process.</summary>
internal sealed record HostProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(90);

    /// <summary>The host as <c>dotnet run</c> starts it, with the PowerShell assemblies beside it.</summary>
    public static string Built { get; } = Path.Combine(Metadata("RepositoryRoot"), "src", "Host", "bin", Metadata("Configuration"), "net10.0", "Ipc.Host.dll");

    /// <summary>The host as the module starts it, alone.</summary>
    public static string InModule { get; } = Path.Combine(Metadata("RepositoryRoot"), "module", "bin", "host", "Ipc.Host.dll");

    public static HostProcess Run(params string[] arguments) => Run(Start(Built, new Dictionary<string, string>(), arguments));

    public static HostProcess Run(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_watchdog))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"The host did not end. Output: {output.Result} Errors: {error.Result}");
            }

            return new HostProcess(process.ExitCode, output.Result, error.Result);
        }
    }

    public static Process Start(string host, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(host);
        Array.ForEach(arguments, start.ArgumentList.Add);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string Metadata(string key) => typeof(HostProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
