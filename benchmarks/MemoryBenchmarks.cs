using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ipc.Benchmarks;

/// <summary>Elements of shared arrays against plain memory.</summary>
internal static unsafe class MemoryBenchmarks
{
    private const int Length = 1_000_000;
    private const int Rounds = 50;

    public static IEnumerable<Benchmark> All()
    {
        yield return new("element", "array, set and read an element, `array[i]`", "ns", false, Elements, new Control("C# pointer", Pointer, 1 / 1.2));
        yield return new("span", "array, set and read an element, `AsSpan()`", "ns", false, Spans, new Control("C# pointer", Pointer, 1 / 1.2));
        yield return new("copy", "array, copy 8 MB in", "MB/s", true, Copy, Control.C("copy", "memcpy", 0.9));
    }

    private static double Elements()
    {
        using IpcArray<double> array = (IpcArray<double>)IpcArray.Create(typeof(double), Length);
        Peer.WarmUp(() => Touch(array));
        return Each(() => Touch(array));
    }

    private static double Spans()
    {
        using IpcArray<double> array = (IpcArray<double>)IpcArray.Create(typeof(double), Length);
        Peer.WarmUp(() => Touch(array.AsSpan()));
        return Each(() => Touch(array.AsSpan()));
    }

    private static double Pointer()
    {
        double* memory = (double*)NativeMemory.AllocZeroed(Length, sizeof(double));
        try
        {
            Peer.WarmUp(() => Touch(memory));
            return Each(() => Touch(memory));
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static double Touch(IpcArray<double> array)
    {
        double sum = 0;
        for (int i = 0; i < Length; i++)
        {
            array[i] = i;
            sum += array[i];
        }

        return sum;
    }

    private static double Touch(Span<double> memory)
    {
        double sum = 0;
        for (int i = 0; i < memory.Length; i++)
        {
            Volatile.Write(ref memory[i], i);
            sum += Volatile.Read(ref memory[i]);
        }

        return sum;
    }

    private static double Touch(double* memory)
    {
        double sum = 0;
        for (int i = 0; i < Length; i++)
        {
            Volatile.Write(ref memory[i], i);
            sum += Volatile.Read(ref memory[i]);
        }

        return sum;
    }

    private static double Each(Func<double> touch)
    {
        Stopwatch watch = Stopwatch.StartNew();
        double sum = 0;
        for (int i = 0; i < Rounds; i++)
        {
            sum += touch();
        }

        double each = watch.Elapsed.TotalNanoseconds / Rounds / Length;
        return sum == Rounds * (Length * (Length - 1.0) / 2) ? each : throw new InvalidOperationException("Elements were lost.");
    }

    private static double Copy()
    {
        using IpcArray<double> array = (IpcArray<double>)IpcArray.Create(typeof(double), Length);
        double[] source = new double[Length];
        Array.Fill(source, 1.5);
        Peer.WarmUp(() => array.CopyFrom((ReadOnlySpan<double>)source));
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Rounds; i++)
        {
            array.CopyFrom((ReadOnlySpan<double>)source);
        }

        return Rounds * (double)Length * sizeof(double) / watch.Elapsed.TotalSeconds / 1e6;
    }
}
