namespace Ipc.Benchmarks;

/// <summary>What the same work is measured against.</summary>
/// <param name="Label">Who does it.</param>
/// <param name="Measure">Measures once, in the unit of the benchmark; null where the program for it is not on this machine.</param>
/// <param name="Goal">How many times better we mean to be, at least; null where it is only for comparison.</param>
internal sealed record Control(string Label, Func<double>? Measure, double? Goal = null)
{
    public static Control Python(string work, string label, double? goal = null) =>
        new($"Python {label}", Programs.Python is null ? null : () => Programs.Control(work), goal);

    public static Control C(string work, string label, double? goal = null) =>
        new($"C {label}", NativeProgram.Path is null ? null : () => NativeProgram.Measure(work), goal);
}
