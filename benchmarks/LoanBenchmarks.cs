using System.Buffers;
using BenchmarkDotNet.Attributes;
using Ipc.Commands;

namespace Ipc.Benchmarks;

/// <summary>What it costs to lend, send, receive and give back, with nobody else: no waiting, and no other cache.</summary>
public class LoanBenchmarks : IDisposable
{
    private const int Small = 64;
    private const int Large = 4 << 20;

    private readonly IpcQueue _queue = IpcQueue.Create(encoding: new PowerShellEncoding());
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly byte[] _small = new byte[Small];
    private readonly byte[] _large = new byte[Large];

    internal static IEnumerable<Benchmark> All()
    {
        Piece small = new(typeof(LoanBenchmarks), nameof(SmallMessage));
        Piece large = new(typeof(LoanBenchmarks), nameof(LargeMessage));
        yield return Benchmark.InProcess("loan-alone", "4 MiB lent, sent, received and given back, one process",
            new(typeof(LoanBenchmarks), nameof(Loan)),
            Control.InProcess("C# the same copied in and out", large, 100),
            Control.InProcess("C# 64 bytes copied in and out", small));
    }

    [Benchmark]
    public long Loan()
    {
        IpcLoan loan = _queue.Loan(Large);
        loan.AsSpan()[^1] = 1;
        loan.Send();
        using IpcLoan received = (IpcLoan)_queue.Receive()!;
        return received.AsSpan()[^1];
    }

    [Benchmark]
    public long SmallMessage() => Copy(_small);

    [Benchmark]
    public long LargeMessage() => Copy(_large);

    public void Dispose()
    {
        _queue.Dispose();
        GC.SuppressFinalize(this);
    }

    private long Copy(byte[] message)
    {
        _queue.TrySendBytes(message, TimeSpan.Zero);
        _buffer.ResetWrittenCount();
        _queue.TryReceiveBytes(_buffer, TimeSpan.Zero);
        return _buffer.WrittenSpan[^1];
    }
}
