using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Ipc.Benchmarks;

/// <summary>Starts the processes that take part: peers of ours, the controls, PowerShell.</summary>
internal static class Programs
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string? Python { get; } = Find("python3");

    /// <summary>This very program in another process, doing one thing.</summary>
    public static Process Peer(params string[] arguments) =>
        Start(Path.Combine(AppContext.BaseDirectory, "Ipc.Benchmarks"), ["peer", .. arguments]);

    /// <summary>Runs the control in Python for one measurement and reads its figure.</summary>
    public static double Control(string work) =>
        Figure(Start(Python!, [Path.Combine(Root, "benchmarks", "python", "control.py"), work]));

    /// <summary>Runs a script in pwsh and reads the figure it prints.</summary>
    public static double Script(string name, params string[] arguments)
    {
        string script = Path.Combine(Root, "benchmarks", "scripts", name);
        return Figure(Start(Pwsh.Command[0], [.. Pwsh.Command[1..], "-NoProfile", "-File", script, .. arguments]));
    }

    public static double Figure(Process process)
    {
        using (process)
        {
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"{process.StartInfo.FileName} failed: {output}");
        }
    }

    public static Process Start(string file, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(file) { RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>What the build has told this program.</summary>
    public static string Metadata(string key) => typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
