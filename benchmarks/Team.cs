using System.Diagnostics;
using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>
/// Processes that do one work together. Each warms up, says that it is ready, waits for the common start, and ends with
/// a line that holds its figure, so that starting and compiling are not measured.
/// </summary>
internal sealed class Team : IDisposable
{
    private readonly IpcEvent _go = IpcEvent.Create();
    private readonly List<Process> _peers = [];

    /// <summary>
    /// Starts another process; <paramref name="work"/> is what it does, then comes the start, then the rest.
    /// </summary>
    public void Add(string work, string target, int count)
    {
        _peers.Add(Programs.Peer(work, target, _go.Id, count.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Lets them all go, and waits for all.</summary>
    /// <param name="figures">What each of them said at its end.</param>
    /// <returns>Seconds from the start to the last end.</returns>
    public double Run(out long[] figures)
    {
        foreach (Process peer in _peers)
        {
            Read(peer);
        }

        Stopwatch watch = Stopwatch.StartNew();
        _go.Set();
        figures = [.. _peers.Select(peer => long.Parse(Read(peer), CultureInfo.InvariantCulture))];
        double seconds = watch.Elapsed.TotalSeconds;
        _peers.ForEach(peer => peer.WaitForExit());
        return seconds;
    }

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _go.Dispose();
    }

    private static string Read(Process peer) =>
        peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Another process of a benchmark has "
            + "failed.");
}
