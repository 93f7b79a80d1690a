using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Tests.Peers;

/// <summary>
/// A real second process that carries out commands: see the program in <c>tests/Peer</c>. Starting one takes longest of
/// all, so one that is neither killed nor busy when its test ends is used again by another test.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    private static readonly ConcurrentBag<PeerProcess> s_idle = [];

    private readonly Process _process;
    private readonly BlockingCollection<string> _answers = [];
    private readonly bool _isReusable;
    private bool _paused;
    private int _unanswered;

    private PeerProcess(Process process, bool isReusable)
    {
        _process = process;
        _isReusable = isReusable;
        Pid = process.Id;
    }

    public int Pid { get; private set; }

    public static string Program => Path.Combine(
        Repository.Root, "tests", "Peer", "bin", Repository.Configuration, "net10.0", "Ipc.Tests.Peer.dll");

    /// <summary>Starts a peer; it is there when this returns.</summary>
    public static PeerProcess Start(string? strategy = null) => Start(1, strategy)[0];

    /// <summary>Starts several peers at once.</summary>
    public static PeerProcess[] Start(int count, string? strategy = null)
    {
        PeerProcess[] peers =
        [
            .. Enumerable.Range(0, count).Select(_ => strategy is null && s_idle.TryTake(out PeerProcess? idle) ? idle : Launch(strategy)),
        ];
        foreach (PeerProcess peer in peers)
        {
            if (peer._unanswered > 0)
            {
                peer.Expect("hello");
            }
        }

        return peers;
    }

    /// <summary>Starts a peer by way of another program, which is given its command line as arguments.</summary>
    /// <param name="before">The program and its own arguments.</param>
    /// <param name="environment">Variables that differ for it; null for unset.</param>
    /// <param name="program">Where the peer's program is, if not where it was built.</param>
    public static PeerProcess Through(
        string[] before, IReadOnlyDictionary<string, string?>? environment = null, string? program = null)
    {
        PeerProcess peer = Launch(start =>
        {
            start.ArgumentList.Clear();
            string[] line = [.. before, start.FileName, "exec", program ?? Program];
            start.FileName = line[0];
            foreach (string argument in line[1..])
            {
                start.ArgumentList.Add(argument);
            }

            foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            {
                start.Environment[name] = value;
                if (value is null)
                {
                    start.Environment.Remove(name);
                }
            }
        }, isReusable: false);
        peer.Expect("hello");
        peer.Pid = LastOf(peer.Pid);
        return peer;
    }

    /// <summary>Ends those that wait to be used again.</summary>
    public static void EndIdle()
    {
        while (s_idle.TryTake(out PeerProcess? peer))
        {
            peer.End();
            peer._process.Dispose();
        }
    }

    /// <summary>Starts a peer and has it open an object.</summary>
    public static PeerProcess Opening(IpcObject target, string end = "")
    {
        PeerProcess peer = Start();
        peer.Open(target, end);
        return peer;
    }

    public void Open(IpcObject target, string end = "") =>
        Assert.Equal("ok", Ask($"open {target.Kind.ToString().ToLowerInvariant()} {target.Id} {end}".TrimEnd()));

    /// <summary>Gives a command and waits for its answer.</summary>
    public string Ask(string command)
    {
        Tell(command);
        return Answer();
    }

    /// <summary>Gives a command that may block.</summary>
    public void Tell(string command)
    {
        _unanswered++;
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
    }

    /// <summary>Gives a command and returns when the peer sleeps in it, on this word.</summary>
    public void TellAndSleep(string command, Cell32 word)
    {
        Tell(command);
        AwaitSleep(word);
    }

    /// <summary>The same where others sleep on the word already: it is seen to go on from there. Debug builds only.</summary>
    public void TellAndSleepToo(string command, Cell32 word)
    {
        Assert.Equal("ok", Ask($"crash {(int)CrashStep.WaitPrepared} 1 {Signals.Stop}"));
        Tell(command);
        Assert.True(AwaitCrash(), "It does not wait.");
        Continue();
        AwaitSleep(word);
    }

    /// <summary>
    /// Returns when the peer's main thread sleeps, having announced itself on the word. No protocol depends on more
    /// than the announcement, so it does not matter if the thread sleeps for another reason for a moment.
    /// </summary>
    public void AwaitSleep(Cell32 word) =>
        Eventually.True(() => (word.Value & 1) != 0 && StateOf(Pid) == 'S', "the peer sleeps");

    public string Answer() => Answer(Eventually.Watchdog);

    public string Answer(TimeSpan patience)
    {
        Assert.True(_answers.TryTake(out string? line, patience), $"Peer {Pid} hangs.");
        _unanswered--;
        return line;
    }

    public bool HasAnswered => _answers.Count > 0;

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has stopped itself.</summary>
    public bool IsPaused => !_process.HasExited && StateOf(Pid) == 'T';

    /// <summary>
    /// Returns when it sleeps, having announced itself on the word (true), or has killed or stopped itself (false).
    /// </summary>
    public bool AwaitSleepOrCrash(Cell32 word)
    {
        bool crashed = false;
        Eventually.True(
            () => (crashed = HasExited || IsPaused) || ((word.Value & 1) != 0 && StateOf(Pid) == 'S'), "the peer sleeps or crashes");
        return !crashed;
    }

    /// <summary>Returns when it has killed or stopped itself (true), or has answered instead (false).</summary>
    public bool AwaitCrash()
    {
        bool crashed = false;
        Eventually.True(() => (crashed = HasExited || IsPaused) || HasAnswered, "the peer crashes or answers");
        _paused = crashed && !HasExited;
        return crashed;
    }

    public void Expect(string answer) => Assert.Equal(answer, Answer());

    /// <summary>All that it still says, up to its end; returns when the process is gone.</summary>
    public List<string> Rest()
    {
        List<string> lines = [];
        while (_answers.TryTake(out string? line, Eventually.Watchdog))
        {
            lines.Add(line);
        }

        Assert.True(_answers.IsCompleted, $"Peer {Pid} hangs.");
        Assert.True(_process.WaitForExit(Eventually.Watchdog), $"Peer {Pid} has closed its output and stays."); // That is closed first.
        return lines;
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public void Kill()
    {
        Signals.Send(Pid, Signals.Kill);
        Assert.True(_process.WaitForExit(Eventually.Watchdog), "A killed process stays.");
        _paused = false;
    }

    /// <summary>SIGKILL; returns at once.</summary>
    public void KillAndGoOn()
    {
        _unanswered++; // Whatever it was doing, it cannot be used again.
        Signals.Send(Pid, Signals.Kill);
    }

    public void Pause()
    {
        Signals.Send(Pid, Signals.Stop);
        _paused = true;
        Eventually.True(() => StateOf(Pid) == 'T', "the process is paused");
    }

    /// <summary>
    /// Pauses it where it sleeps for an object, and not just inside the object's mutex, where all others would wait for
    /// it. Nobody else may be using the object.
    /// </summary>
    public void PauseOutside(IpcObject target) => Eventually.True(
        () =>
        {
            Pause();
            bool isOutside = target.Region.Mutex.Owner == 0;
            if (!isOutside)
            {
                Continue();
            }

            return isOutside;
        },
        "the process is paused outside of the mutex");

    public void Continue()
    {
        Signals.Send(Pid, Signals.Continue);
        _paused = false;
    }

    /// <summary>Ends it in good order and returns its exit code.</summary>
    public int End()
    {
        _process.StandardInput.Close();
        Assert.True(_process.WaitForExit(Eventually.Watchdog), $"Peer {Pid} does not end.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_paused)
        {
            Continue();
        }

        if (_isReusable && _unanswered == 0 && !_process.HasExited && Ask("forget") == "ok")
        {
            s_idle.Add(this);
            return;
        }

        if (!_process.HasExited)
        {
            Signals.Send(Pid, Signals.Kill); // What it was started through would leave it behind.
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static PeerProcess Launch(string? strategy) => Launch(
        start =>
        {
            if (strategy is not null)
            {
                start.Environment["IPC_WAIT"] = strategy;
            }
        },
        isReusable: strategy is null);

    private static PeerProcess Launch(Action<ProcessStartInfo> adapt, bool isReusable)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is string host && Path.GetFileName(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { "exec", Program },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        adapt(start);
        PeerProcess peer = new(Process.Start(start)!, isReusable) { _unanswered = 1 };
        peer._process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is string line)
            {
                peer._answers.Add(line);
            }
            else
            {
                peer._answers.CompleteAdding();
            }
        };
        peer._process.BeginOutputReadLine();
        return peer;
    }

    // What it was started through waits for it; the peer itself has no children.
    private static int LastOf(int pid)
    {
        string child = File.ReadAllText($"/proc/{pid}/task/{pid}/children").Trim();
        return child.Length == 0 ? pid : LastOf(int.Parse(child, CultureInfo.InvariantCulture));
    }

    private static char StateOf(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/task/{pid}/stat");
            return text[text.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return 'X'; // Gone, at the latest between the opening and the reading.
        }
    }
}
