namespace Ipc.Benchmarks;

/// <summary>What the same work is measured against.</summary>
/// <param name="Label">Who does it.</param>
/// <param name="Measure">
/// Measures once, in the unit of the benchmark; null where the program for it is not on this machine.
/// </param>
/// <param name="Goal">How many times better we mean to be, at least; null where it is only for comparison.</param>
internal sealed record Control(string Label, Func<double>? Measure, double? Goal = null)
{
    /// <summary>Bytes that it allocates a turn, once it has been measured; null where nobody counts them.</summary>
    public Func<long>? Allocated { get; init; }

    /// <summary>Work that needs no other process, in nanoseconds a turn.</summary>
    public static Control InProcess(string label, Piece piece, double? goal = null) =>
        new(label, piece.Nanoseconds, goal) { Allocated = () => piece.Allocated };

    public static Control Python(string work, string label, double? goal = null) =>
        new($"Python {label}", Programs.Python is null ? null : () => Programs.Control(work), goal);

    public static Control C(string work, string label, double? goal = null) =>
        new($"C {label}", NativeProgram.Path is null ? null : () => NativeProgram.Measure(work), goal);
}
