using System.Buffers;
using System.Diagnostics;

namespace Ipc.Tests.Stress;

/// <summary>
/// Starts actors, kills and pauses them at random, and replaces the dead; at the end holds what they wrote down against
/// what is left.
/// </summary>
internal sealed class Storm(Options options)
{
    private const int PauseEvery = 4;

    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_longestCalm = TimeSpan.FromMilliseconds(150);

    private readonly Random _random = new(options.Seed);
    private readonly List<ActorProcess> _actors = [];
    private Ledger _ledger = new([]);
    private readonly string _home = $"/dev/shm/ipc-stress-{Environment.ProcessId}";
    private readonly string _journals = Directory.CreateTempSubdirectory("ipc-stress-").FullName;
    private int _started;
    private int _kills;
    private int _pauses;

    public Outcome Run()
    {
        Environment.SetEnvironmentVariable("IPC_HOME", _home);
        long start = Stopwatch.GetTimestamp();
        using (Objects objects = Objects.Create())
        {
            _ledger = new Ledger(objects.Channels);
            for (int place = 0; place < options.Actors; place++)
            {
                _actors.Add(StartActor(place));
            }

            while (Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds && _ledger.Violations.Count == 0)
            {
                Thread.Sleep(s_longestCalm * _random.NextDouble());
                Strike(objects);
                Look();
            }

            objects.End.Set();
            EndActors();
            ReadJournals();
            LookAtObjects(objects);
        }

        foreach (string left in Directory.EnumerateFileSystemEntries(_home))
        {
            _ledger.Blame($"'{left}' is left");
        }

        return Report(Stopwatch.GetElapsedTime(start));
    }

    private ActorProcess StartActor(int place) => new(place, ++_started, options, _journals);

    private void Strike(Objects objects)
    {
        ActorProcess victim = _actors[_random.Next(_actors.Count)];
        if (_random.Next(PauseEvery) == 0)
        {
            if (victim.PausedUntil is null)
            {
                victim.Pause(s_longestPause * _random.NextDouble());
                _pauses++;
            }

            return;
        }

        if (!victim.Works)
        {
            return; // Killing a process that has not begun shows nothing.
        }

        victim.Kill();
        _kills++;
        objects.Inside[victim.Place] = 0;
        _actors[_actors.IndexOf(victim)] = StartActor(victim.Place);
        victim.Dispose();
    }

    private void Look()
    {
        foreach (ActorProcess actor in _actors)
        {
            if (actor.PausedUntil is long end && Stopwatch.GetTimestamp() >= end)
            {
                actor.Continue();
            }

            if (actor.HasEnded)
            {
                _ledger.Blame($"the actor of {actor.JournalPath} has ended by itself with code {actor.ExitCode}");
            }
            else if (actor.Silence() > s_watchdog)
            {
                _ledger.Blame($"the actor of {actor.JournalPath} hangs");
            }
        }
    }

    private void EndActors()
    {
        foreach (ActorProcess actor in _actors)
        {
            actor.Continue();
        }

        foreach (ActorProcess actor in _actors)
        {
            if (!actor.WaitForEnd(s_watchdog))
            {
                _ledger.Blame($"the actor of {actor.JournalPath} hangs at the end");
                actor.Kill();
            }
            else if (actor.ExitCode != 0)
            {
                _ledger.Blame($"the actor of {actor.JournalPath} has ended with code {actor.ExitCode}");
            }

            actor.Dispose();
        }
    }

    private void ReadJournals()
    {
        foreach (string path in Directory.EnumerateFiles(_journals).Order(StringComparer.Ordinal))
        {
            _ledger.Read(path);
        }
    }

    // What remains can be received, every lock can be taken, all permits are back, the barrier can be used.
    private void LookAtObjects(Objects objects)
    {
        ArrayBufferWriter<byte> buffer = new();
        for (int channel = 0; channel < objects.Channels.Count; channel++)
        {
            while (objects.Channels[channel].Receive(buffer, TimeSpan.Zero))
            {
                _ledger.NoteLeft(Actor.IdOf(buffer.WrittenSpan, out bool torn), channel);
                Demand(!torn, "a message that was left is torn");
                buffer.ResetWrittenCount();
            }
        }

        Demand(objects.Door.TryEnter(), "the lock cannot be taken");
        Demand(objects.Counter.TryEnter(), "the lock of the counter cannot be taken");
        for (int i = 0; i < Objects.Permits; i++)
        {
            Demand(objects.Semaphore.TryEnter(), "a permit is lost");
        }

        Demand(!objects.Semaphore.TryEnter(), "there is a permit too many");
        objects.Barrier.Reset();
        Demand(objects.Barrier.ParticipantsWaiting == 0, "somebody dead waits at the barrier");
        Demand(objects.Gate.TryEnter(), "the gate cannot be taken by one alone");
        objects.Queue.Loan(1).Dispose(); // Whoever lends takes back what the dead had.
        Demand(objects.Queue.LentCount == 0, $"{objects.Queue.LentCount} loans of the dead are lost");
        Demand(objects.News.TrySendBytes(new byte[sizeof(long)], TimeSpan.Zero) || objects.News.Receivers == 0, "somebody dead holds back the news");
        _ledger.Settle(objects.Counter.Value, SumOf(objects.Table));
    }

    private static long SumOf(IpcDictionary table)
    {
        long sum = 0;
        ArrayBufferWriter<byte> buffer = new();
        foreach (string key in table.Keys.Cast<string>().Where(key => key.StartsWith("count", StringComparison.Ordinal)))
        {
            buffer.ResetWrittenCount();
            table.TryGetBytes(key, buffer);
            sum += BitConverter.ToInt64(buffer.WrittenSpan);
        }

        return sum;
    }

    private void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            _ledger.Blame(otherwise);
        }
    }

    private Outcome Report(TimeSpan time)
    {
        foreach (string violation in _ledger.Violations)
        {
            Console.WriteLine($"VIOLATION: {violation}");
        }

        bool violated = _ledger.Violations.Count > 0;
        if (!violated)
        {
            Directory.Delete(_journals, recursive: true);
            Directory.Delete(_home);
        }

        Outcome outcome = violated ? Outcome.Violation : _kills < options.Kills ? Outcome.Inconclusive : Outcome.Pass;
        Console.WriteLine(
            $"{outcome}: seed {options.Seed}, {_kills} kills and {_pauses} pauses in {time.TotalSeconds:F0} s; "
                + $"{_ledger.Sent} messages sent, {_ledger.Received} received once; " +
            $"{_ledger.KilledWhileReceiving} processes killed while they received took {_ledger.TakenAlong} with "
                + "them." + (violated ? $" Journals: {_journals}" : ""));
        return outcome;
    }
}
