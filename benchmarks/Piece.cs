using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Ipc.Benchmarks;

/// <summary>
/// Work that needs no other process: a method with <see cref="BenchmarkAttribute"/>, which BenchmarkDotNet measures.
/// </summary>
internal sealed class Piece(Type type, string method)
{
    // Two seconds of work, in which the compiler does its best; the later rounds find its code there.
    private const int FirstWarmUps = 60;
    private const int WarmUps = 1;

    private bool _isWarm;

    /// <summary>Bytes a turn, in the last round.</summary>
    public long Allocated { get; private set; }

    /// <summary>Measures one round.</summary>
    /// <returns>Nanoseconds a turn.</returns>
    public double Nanoseconds()
    {
        AccumulationLogger log = new();
        Summary summary = BenchmarkRunner.Run(type, [type.GetMethod(method)!], Config(log, _isWarm ? WarmUps : FirstWarmUps));
        if (summary.Reports is not [{ ResultStatistics: { } times } report])
        {
            throw new InvalidOperationException($"{type.Name}.{method} could not be measured: {log.GetLog()}");
        }

        _isWarm = true;
        Allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
        return times.Median;
    }

    // In this process: a program of its own would be built for each round, for half a minute, and would have to warm up
    // anew. Short, so that the control has its turn before the machine has changed its speed; the rounds make up for
    // it. What a call costs is not taken off: what is as short as that repeats itself within a call.
    private static ManualConfig Config(ILogger log, int warmUps) => ManualConfig.CreateEmpty()
        .WithOptions(ConfigOptions.DisableLogFile)
        .WithArtifactsPath(AppContext.BaseDirectory) // It makes an empty folder there; in bin, git does not look.
        .AddLogger(log)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(30))
            .WithWarmupCount(warmUps)
            .WithIterationCount(3)
            .WithEvaluateOverhead(false));
}
