using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Ipc.Primitives;

namespace Ipc.Benchmarks;

/// <summary>Elements of shared arrays against plain memory.</summary>
public unsafe class MemoryBenchmarks : IDisposable
{
    private const int Length = 1_000_000;

    private readonly IpcArray<double> _array = (IpcArray<double>)IpcArray.Create(typeof(double), Length);
    private readonly IpcMemory _block = IpcMemory.Create(Length * sizeof(double));
    private readonly byte[] _bytes = new byte[Length * sizeof(double)];
    private readonly double* _memory = (double*)NativeMemory.AllocZeroed(Length, sizeof(double));
    private readonly double[] _source = [.. Enumerable.Repeat(1.5, Length)];

    internal static IEnumerable<Benchmark> All()
    {
        Piece pointer = Piece(nameof(Pointer));
        Piece copy = Piece(nameof(Copy));
        yield return Benchmark.InProcess("element", "array, set and read an element, `array[i]`", Piece(nameof(Element)),
            Control.InProcess("C# pointer", pointer, 1 / 1.2));
        yield return Benchmark.InProcess("span", "array, set and read an element, `AsSpan()`", Piece(nameof(Span)),
            Control.InProcess("C# pointer", pointer, 1 / 1.2));
        yield return new("copy", "array, copy 8 MB in", "MB/s", true, () => Length * sizeof(double) * 1000.0 / copy.Nanoseconds(),
            Control.C("copy", "memcpy", 0.9)) { Allocated = () => copy.Allocated };

        Piece bytes = Piece(nameof(CopyBytes));
        yield return new("memory", "memory, copy 8 MB in", "MB/s", true, () => Length * sizeof(double) * 1000.0 / bytes.Nanoseconds(),
            Control.C("copy", "memcpy", 0.9), Control.Python("memory", "shared_memory", 0.9)) { Allocated = () => bytes.Allocated };

        static Piece Piece(string method) => new(typeof(MemoryBenchmarks), method);
    }

    [Benchmark(OperationsPerInvoke = Length)]
    public void Element()
    {
        IpcArray<double> array = _array;
        double sum = 0;
        for (int i = 0; i < Length; i++)
        {
            array[i] = i;
            sum += array[i];
        }

        Check(sum);
    }

    [Benchmark(OperationsPerInvoke = Length)]
    public void Span()
    {
        Span<double> memory = _array.AsSpan();
        double sum = 0;
        for (int i = 0; i < memory.Length; i++)
        {
            Volatile.Write(ref memory[i], i);
            sum += Volatile.Read(ref memory[i]);
        }

        Check(sum);
    }

    [Benchmark(OperationsPerInvoke = Length)]
    public void Pointer()
    {
        double* memory = _memory;
        double sum = 0;
        for (int i = 0; i < Length; i++)
        {
            Volatile.Write(ref memory[i], i);
            sum += Volatile.Read(ref memory[i]);
        }

        Check(sum);
    }

    [Benchmark]
    public void Copy() => _array.CopyFrom((ReadOnlySpan<double>)_source);

    [Benchmark]
    public void CopyBytes() => _block.CopyFrom(_bytes);

    [GlobalCleanup]
    public void Dispose()
    {
        _array.Dispose();
        _block.Dispose();
        NativeMemory.Free(_memory);
    }

    private static void Check(double sum)
    {
        if (sum != Length * (Length - 1.0) / 2)
        {
            throw new InvalidOperationException("Elements were lost.");
        }
    }
}
