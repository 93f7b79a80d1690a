using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Ipc.Tests.Stress;

/// <summary>An actor as the storm sees it.</summary>
internal sealed partial class ActorProcess : IDisposable
{
    private const int SigKill = 9;
    private const int SigContinue = 18;
    private const int SigStop = 19;

    private readonly Process _process;
    private long _length;
    private long _grewAt = Stopwatch.GetTimestamp();

    public ActorProcess(int place, int number, Options options, string folder)
    {
        Place = place;
        JournalPath = Path.Combine(folder, $"{number}.journal");
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Storm).Assembly.Location);
        }

        object[] words = ["actor", place, number, options.Seed, Environment.ProcessId, JournalPath];
        foreach (object word in words)
        {
            start.ArgumentList.Add(Convert.ToString(word, CultureInfo.InvariantCulture)!);
        }

        _process = Process.Start(start)!;
    }

    public int Place { get; }

    public string JournalPath { get; }

    /// <summary>When it is to go on; null while it is not paused.</summary>
    public long? PausedUntil { get; private set; }

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it has begun to work.</summary>
    public bool Works => Length() > 0;

    /// <summary>For how long it has written nothing down while it could.</summary>
    public TimeSpan Silence()
    {
        long length = Length();
        if (length != _length || PausedUntil is not null)
        {
            (_length, _grewAt) = (length, Stopwatch.GetTimestamp());
        }

        return Stopwatch.GetElapsedTime(_grewAt);
    }

    public void Kill()
    {
        _ = kill(_process.Id, SigKill);
        _process.WaitForExit();
        PausedUntil = null;
    }

    public void Pause(TimeSpan time)
    {
        _ = kill(_process.Id, SigStop);
        PausedUntil = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
    }

    public void Continue()
    {
        PausedUntil = null;
        _ = kill(_process.Id, SigContinue);
    }

    public bool WaitForEnd(TimeSpan time) => _process.WaitForExit(time);

    public void Dispose() => _process.Dispose();

    private long Length()
    {
        FileInfo file = new(JournalPath);
        return file.Exists ? file.Length : 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int kill(int pid, int signal);
}
