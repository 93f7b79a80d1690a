using System.Diagnostics;

namespace Ipc.Benchmarks;

/// <summary>The control in C++: what the machine allows. Compiled once a run, where there is a compiler.</summary>
internal static class NativeProgram
{
    private static readonly Lazy<string?> s_path = new(Compile);

    /// <summary>The compiled program; null where there is no compiler.</summary>
    public static string? Path => s_path.Value;

    public static double Measure(string work) => Programs.Figure(Programs.Start(Path!, [work]));

    private static string? Compile()
    {
        if (Programs.Find("c++") is not { } compiler)
        {
            return null;
        }

        string source = System.IO.Path.Combine(Programs.Root, "benchmarks", "native", "control.cpp");
        string program = System.IO.Path.Combine(AppContext.BaseDirectory, "control");
        using Process process = Programs.Start(compiler, ["-O2", "-march=native", "-std=c++17", "-pthread", source, "-o", program]);
        process.WaitForExit();
        return process.ExitCode == 0 ? program : throw new InvalidOperationException($"{source} could not be "
            + "compiled.");
    }
}
