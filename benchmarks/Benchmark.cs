namespace Ipc.Benchmarks;

/// <summary>One piece of work, done by us and by a control in the same minute.</summary>
/// <param name="Name">By which it is chosen on the command line.</param>
/// <param name="Work">What is done, for the table.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="MoreIsBetter">Whether the figures are rates; else they are times.</param>
/// <param name="Control">What the control is.</param>
/// <param name="Ours">Measures us once.</param>
/// <param name="Theirs">Measures the control once; null when it is not on this machine.</param>
internal sealed record Benchmark(
    string Name, string Work, string Unit, bool MoreIsBetter, string Control, Func<double> Ours, Func<double>? Theirs)
{
    /// <summary>How many times better we are.</summary>
    public double Ratio(double ours, double theirs) => MoreIsBetter ? ours / theirs : theirs / ours;
}
