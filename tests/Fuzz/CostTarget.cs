using System.Runtime.InteropServices;
using Ipc.Commands;

namespace Ipc.Tests.Fuzz;

/// <summary>
/// What the decoder takes for messages of many small parts: no longer than their size allows, whatever the parts are.
/// Changing the bytes of small messages does not find what grows with the square of their size.
/// </summary>
internal sealed class CostTarget : ITarget
{
    private const int Longest = 200_000;
    private const int Attempts = 4;

    // Five seconds for each megabyte, on a busy machine; real messages take some tens of milliseconds.
    private const double MicrosecondsForEachByte = 5;
    private const double MicrosecondsForAll = 150_000;

    private readonly PowerShellEncoding _encoding = new();

    public bool Feed(Random random)
    {
        byte[] message = new ManyParts(random).Make(random.Next(2_000, Longest));
        double allowed = MicrosecondsForAll + (message.Length * MicrosecondsForEachByte);
        for (int attempt = 1; ; attempt++)
        {
            double before = ProcessorTime();
            bool taken = Decode(message);
            double took = ProcessorTime() - before;
            if (took <= allowed)
            {
                return taken;
            }

            if (attempt == Attempts)
            {
                throw new InvalidOperationException($"{message.Length} bytes take {took / 1000:N0} ms: {Convert.ToHexString(message.AsSpan(0, 200))}...");
            }

            GC.Collect(); // Other messages' rubbish is not this one's doing.
        }
    }

    public void Dispose()
    {
    }

    private bool Decode(byte[] message)
    {
        try
        {
            _encoding.Decode(message);
            return true;
        }
        catch (IpcException)
        {
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{message.Length} bytes: {Convert.ToHexString(message.AsSpan(0, 200))}...", e);
        }
    }

    // Of all threads: deep messages are read on another one.
    private static double ProcessorTime()
    {
        const int OfTheProcess = 2;
        _ = clock_gettime(OfTheProcess, out TimeSpec time);
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
