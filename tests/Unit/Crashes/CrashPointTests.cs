using System.Collections.Concurrent;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>
/// Carries out every operation in a process of its own and kills it, or pauses it, at each of its steps in turn: the
/// others go on, what was committed has happened once, and nobody is robbed who is only paused.
/// </summary>
public abstract class CrashPointTests
{
    // Of the times that one operation makes a step, so many are tried every day, and so many in Soak.
    private const int Hits = 1;
    private const int HitsOfSoak = 2;

    private static readonly Dictionary<string, Func<CrashScenario>> s_scenarios = new()
    {
        ["queue send"] = () => new QueueSend(),
        ["queue send large"] = () => new QueueSendLarge(),
        ["queue send array"] = () => new QueueSendLarge("send-array"),
        ["queue send after a death"] = () => new QueueSendAfterDeath(),
        ["queue receive"] = () => new QueueReceive(10),
        ["queue receive large"] = () => new QueueReceive(70_000),
        ["queue receive array"] = () => new QueueReceive(70_000, "receive-array"),
        ["queue receive sleeping"] = () => new QueueReceiveSleeping(),
        ["queue receive much"] = () => new QueueReceiveMuch(),
        ["queue send much"] = () => new QueueSendMuch(),
        ["queue peek"] = () => new QueuePeek(),
        ["take from one of two queues"] = () => new AnyTake(),
        ["take from one of two queues sleeping"] = () => new AnyTakeSleeping(),
        ["queue send with priority"] = () => new PrioritySend(),
        ["queue send large with priority"] = () => new PrioritySendLarge(),
        ["queue receive with priority"] = () => new PriorityReceive(),
        ["queue clear with priority"] = () => new PriorityClear(),
        ["queue lease with priority"] = () => new PriorityLease(),
        ["queue give back with priority"] = () => new PriorityGiveBack(),
        ["queue confirm with priority"] = () => new PriorityConfirm(),
        ["broadcast send"] = () => new BroadcastSend(),
        ["broadcast send full"] = () => new BroadcastSendFull(dropsOldest: false),
        ["broadcast send over the oldest"] = () => new BroadcastSendFull(dropsOldest: true),
        ["broadcast receive"] = () => new BroadcastReceive(),
        ["broadcast join"] = () => new BroadcastJoin(),
        ["broadcast close"] = () => new BroadcastClose(),
        ["broadcast clear"] = () => new BroadcastClear(),
        ["queue clear"] = () => new QueueClear(),
        ["queue complete"] = () => new QueueComplete(),
        ["loan send"] = () => new LoanSend(),
        ["loan send again"] = () => new LoanSend(again: true),
        ["loan send after a death"] = () => new LoanSend(afterDeath: true),
        ["loan receive"] = () => new LoanReceive(),
        ["loan clear"] = () => new LoanClear(),
        ["batch send"] = () => new BatchSend(),
        ["batch receive"] = () => new BatchReceive(),
        ["pipe send"] = () => new PipeSend(),
        ["pipe close"] = () => new PipeClose(),
        ["pipe open"] = () => new PipeOpen(),
        ["lock enter"] = () => new LockEnter(again: false),
        ["lock enter again"] = () => new LockEnter(again: true),
        ["lock enter sleeping"] = () => new LockEnterSleeping(),
        ["lock exit"] = () => new LockExit(),
        ["lock of a set enter"] = () => new LockEnter(again: false, ofSet: true),
        ["lock of a set enter sleeping"] = () => new LockEnterSleeping(ofSet: true),
        ["lock of a set exit"] = () => new LockExit(ofSet: true),
        ["value add"] = () => new ValueAdd(),
        ["semaphore enter"] = () => new SemaphoreEnter(),
        ["semaphore exit"] = () => new SemaphoreExit(),
        ["reader enter"] = () => new ReaderEnter(),
        ["reader exit"] = () => new ReaderExit(),
        ["writer enter"] = () => new WriterEnter(),
        ["writer enter sleeping"] = () => new WriterEnterSleeping(upgrades: false),
        ["writer gives up"] = () => new WriterGivesUp(),
        ["writer exit"] = () => new WriterExit(),
        ["upgrade sleeping"] = () => new WriterEnterSleeping(upgrades: true),
        ["reader passes over"] = () => new ReaderPassesOver(),
        ["semaphore take signal"] = () => new SignalTake(),
        ["semaphore give signal"] = () => new SignalGive(),
        ["countdown step"] = () => new CountdownStep(),
        ["rate limit enter"] = () => new RateEnter(),
        ["rate limit enter sleeping"] = () => new RateEnterSleeping(),
        ["once begin"] = () => new OnceBegin(),
        ["once complete"] = () => new OnceComplete(),
        ["event set"] = () => new EventSet(autoReset: false),
        ["event set auto-reset"] = () => new EventSet(autoReset: true),
        ["event reset"] = () => new EventReset(),
        ["event consume"] = () => new EventConsume(),
        ["barrier arrive first"] = () => new BarrierArriveFirst(),
        ["barrier arrive last"] = () => new BarrierArriveLast(),
        ["barrier abort"] = () => new BarrierAbort(),
        ["barrier reset"] = () => new BarrierReset(),
        ["barrier recover"] = () => new BarrierRecover(),
        ["condition wait"] = () => new ConditionWait(),
        ["condition notify"] = () => new ConditionNotify(),
        ["condition wait on a given lock"] = () => new ConditionWait(onGivenLock: true),
        ["condition notify on a given lock"] = () => new ConditionNotify(onGivenLock: true),
        ["dictionary set first"] = () => new DictionarySet(others: 0, before: 0, after: 50),
        ["dictionary set and grow"] = () => new DictionarySet(others: 256, before: 0, after: 50),
        ["dictionary replace"] = () => new DictionarySet(others: 70, before: 50, after: 5_000),
        ["dictionary replace large"] = () => new DictionarySet(others: 5, before: 50_000, after: 100_000),
        ["dictionary remove"] = () => new DictionaryRemove(size: 2_000),
        ["dictionary remove large"] = () => new DictionaryRemove(size: 70_000),
        ["dictionary clear"] = () => new DictionaryClear(),
        ["list add"] = () => new ListChange("append 30 100", list => [.. list, 100], CrashStep.ListCounted),
        ["list add several"] = () => new ListChange("append 40000 100 101", list => [.. list, 100, 101], CrashStep.ListCounted),
        ["list set"] = () => new ListChange("set-at 2 300 100", list => [1, 2, 100, 4, 5, 6], CrashStep.ListReplaced),
        ["list set large"] = () => new ListChange("set-at 2 90000 100", list => [1, 2, 100, 4, 5, 6], CrashStep.ListReplaced, size: 40_000),
        ["list insert"] = () => new ListChange("insert 1 300 100", list => [1, 100, 2, 3, 4, 5, 6], CrashStep.ListJournaled),
        ["list insert first"] = () => new ListChange("insert 0 20 100", list => [100, 1, 2, 3, 4, 5, 6], CrashStep.ListJournaled),
        ["list remove"] = () => new ListChange("remove-at 1", list => [1, 3, 4, 5, 6], CrashStep.ListJournaled),
        ["list remove last"] = () => new ListChange("remove-at 5", list => [1, 2, 3, 4, 5], CrashStep.ListUncounted, size: 2_000),
        ["list clear"] = () => new ListChange("empty-list", list => [], CrashStep.StoreClearing, size: 40_000),
        ["create queue"] = () => new Create("queue"),
        ["create pipe"] = () => new Create("pipe"),
        ["open"] = () => new Open(closes: false),
        ["open while the last holder closes"] = () => new Open(closes: true),
        ["close"] = () => new CloseOne(),
        ["close as the last holder"] = () => new CloseLast(),
        ["remove"] = () => new Remove(),
        ["send a reference"] = () => new ReferenceSend(again: false),
        ["send a reference again"] = () => new ReferenceSend(again: true),
        ["receive a reference"] = () => new ReferenceReceive(),
        ["peek at references"] = () => new ReferencePeek(),
        ["clear a queue of references"] = () => new ReferenceClear(),
        ["confirm a lease of a reference"] = () => new ReferenceConfirm(),
        ["remove a queue of references"] = () => new ReferenceRemove(),
        ["close a queue of references"] = () => new ReferenceClose(),
        ["close a queue that is in itself"] = () => new ReferenceCloseCycle(),
        ["dictionary set a reference"] = () => new ReferenceStore("dictionary", "put-carried a", CrashStep.EntryLinked),
        ["dictionary take a reference"] = () => new ReferenceUnstore("dictionary", "take-carried a", CrashStep.EntryUnlinked),
        ["dictionary replace a reference"] = () => new ReferenceUnstore("dictionary", "put a 10 5", CrashStep.EntryLinked),
        ["dictionary remove a reference"] = () => new ReferenceUnstore("dictionary", "drop a", CrashStep.EntryUnlinked),
        ["dictionary clear of references"] = () => new ReferenceUnstore("dictionary", "empty", CrashStep.StoreClearing),
        ["dictionary of references removed"] = () => new ReferenceUnstore("dictionary", "remove", CrashStep.RemoveMarked),
        ["list add a reference"] = () => new ReferenceStore("list", "append-carried", CrashStep.ListCounted),
        ["list pop a reference"] = () => new ReferenceUnstore("list", "pop-carried", CrashStep.ListUncounted),
        ["list set over a reference"] = () => new ReferenceUnstore("list", "set-at 0 10 5", CrashStep.ListReplaced),
        ["list clear of references"] = () => new ReferenceUnstore("list", "empty-list", CrashStep.StoreClearing),
        ["value set to a reference"] = () => new ReferenceStore("value", "box-carried", CrashStep.BoxPlaced),
        ["value set over a reference"] = () => new ReferenceUnstore("value", "box-nothing", CrashStep.BoxPlaced),
        ["listener accept"] = () => new ListenerAnswer(accepts: true),
        ["listener refuse"] = () => new ListenerAnswer(accepts: false),
        ["listener close"] = () => new ListenerClose(),
        ["connect"] = () => new Connect(),
        ["connect and give up"] = () => new ConnectGivesUp(),
    };

    // One look at what an operation does is enough for all who kill or pause it.
    private static readonly ConcurrentDictionary<string, CrashStep[]> s_traces = [];

    // The steps that ten or more operations make.
    private static readonly HashSet<CrashStep> s_common =
    [
        CrashStep.MutexEntered, CrashStep.MutexLeft, CrashStep.WakeCounted, CrashStep.WakeDone, CrashStep.WaitPrepared, CrashStep.SlotCleared,
        CrashStep.JoinSlotLocked, CrashStep.JoinSlotTaken, CrashStep.JoinIdentified, CrashStep.JoinCounted, CrashStep.JoinWoken,
        CrashStep.LeaveInside, CrashStep.LeaveRecovered, CrashStep.LeaveMarked, CrashStep.LeaveOutside, CrashStep.LeaveWoken, CrashStep.LeaveSlotFreed,
        CrashStep.GrowReserved, CrashStep.GrowCounted, CrashStep.PipeHeld, CrashStep.LockSwapped, CrashStep.LockToken,
        CrashStep.SendChained, CrashStep.SendHeader, CrashStep.SendWritten, CrashStep.SendPublished, CrashStep.SendCounted,
        CrashStep.ReceiveCopied, CrashStep.ReceiveTaken, CrashStep.ReceiveCounted, CrashStep.BatchReceived,
        CrashStep.LookedAtVersion, CrashStep.LookedInside, CrashStep.EntryFreed, CrashStep.BlockTaken, CrashStep.BlockGivenBack, CrashStep.SlabMade,
    ];

    // The operations that are about them.
    private static readonly HashSet<string> s_plain =
    [
        "queue send", "queue receive", "queue receive sleeping", "pipe send", "lock enter", "lock exit", "lock enter sleeping", "open", "close",
        "close as the last holder", "send a reference", "receive a reference", "dictionary set first", "dictionary remove",
    ];

    // Of an operation without a step at which it could crash: right behind it.
    private static readonly Point s_afterwards = new(CrashStep.None, 0, []);

    public static TheoryData<string> Scenarios => [.. s_scenarios.Keys];

    public static TheoryData<string> FirstHalf => [.. s_scenarios.Keys.Where((_, index) => index % 2 == 0)];

    public static TheoryData<string> SecondHalf => [.. s_scenarios.Keys.Where((_, index) => index % 2 == 1)];

    // A process that is killed leaves more behind than one that is paused: of pauses a third is tried every day, all in Soak.
    public static TheoryData<string> FirstOfAThird => [.. s_scenarios.Keys.Where((name, index) => index % 6 == 0 && !IsOfMuch(name))];

    public static TheoryData<string> SecondOfAThird => [.. s_scenarios.Keys.Where((name, index) => index % 6 == 3 && !IsOfMuch(name))];

    /// <summary>Those that fill so much memory that each crash takes half a second.</summary>
    public static TheoryData<string> OfMuch => [.. s_scenarios.Keys.Where(IsOfMuch)];

    // Classes of their own, so that they run beside each other. Of much memory only at the steps that give it back or
    // take it: the others are reached with little, too.
    public sealed class KilledFirst : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(FirstHalf))]
        public void Killed_at_any_step(string scenario) => CrashEverywhere(scenario, Signals.Kill, onlyOfMemory: IsOfMuch(scenario));
    }

    public sealed class KilledSecond : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(SecondHalf))]
        public void Killed_at_any_step(string scenario) => CrashEverywhere(scenario, Signals.Kill, onlyOfMemory: IsOfMuch(scenario));
    }

    public sealed class PausedFirst : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(FirstOfAThird))]
        public void Paused_at_any_step(string scenario) => CrashEverywhere(scenario, Signals.Stop, onlyOfMemory: false);
    }

    public sealed class PausedSecond : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(SecondOfAThird))]
        public void Paused_at_any_step(string scenario) => CrashEverywhere(scenario, Signals.Stop, onlyOfMemory: false);
    }

    public sealed class MoreThanOnce : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(Scenarios))]
        [Trait("Category", "Soak")]
        public void Killed_at_any_step_each_time(string scenario) =>
            CrashEverywhere(scenario, Signals.Kill, onlyOfMemory: IsOfMuch(scenario), HitsOfSoak);

        [SkippableTheory]
        [MemberData(nameof(Scenarios))]
        [Trait("Category", "Soak")]
        public void Paused_at_any_step_each_time(string scenario) =>
            CrashEverywhere(scenario, Signals.Stop, onlyOfMemory: IsOfMuch(scenario), HitsOfSoak);
    }

    public sealed class OfMuchMemory : CrashPointTests
    {
        [SkippableTheory]
        [MemberData(nameof(OfMuch))]
        [Trait("Category", "Soak")]
        public void Killed_at_any_step_with_much_memory(string scenario) => CrashEverywhere(scenario, Signals.Kill, onlyOfMemory: false, HitsOfSoak);

        [SkippableTheory]
        [MemberData(nameof(OfMuch))]
        [Trait("Category", "Soak")]
        public void Paused_at_any_step_with_much_memory(string scenario) => CrashEverywhere(scenario, Signals.Stop, onlyOfMemory: false, HitsOfSoak);
    }

    public sealed class Steps : CrashPointTests
    {
        [SkippableFact]
        public void Every_step_is_reached_by_an_operation()
        {
            RequireCrashPoints();
            HashSet<CrashStep> reached = [.. s_scenarios.Keys.SelectMany(Trace)];
            // The steps of leases have tests of their own: LeaseCrashTests.
            CrashStep[] expected = [.. Enum.GetValues<CrashStep>().Where(step => (int)step is (< 80 or > 89) and not (int)CrashStep.None)];

            // Whoever looks for what is left, as other tests do meanwhile, may have made the steps of an ending instead.
            for (int again = 0; again < 3 && expected.Except(reached).Any(); again++)
            {
                reached.UnionWith(s_scenarios.Keys.SelectMany(TraceOnce));
            }

            Assert.Empty(expected.Except(reached));
            Assert.Empty(s_common.Except(s_plain.SelectMany(Trace))); // Each is tried every day.
        }

        // The control: with a mistake in the processes other than the test's own, this very test must fail.
        [SkippableTheory]
        [InlineData(nameof(PlantedBug.PublishBeforeWrite), "queue send", Signals.Kill)]
        [InlineData(nameof(PlantedBug.SkipOwnerCheck), "lock enter", Signals.Stop)]
        [InlineData(nameof(PlantedBug.SleepWithoutFlag), "queue send", Signals.Stop)]
        public void A_planted_mistake_is_found(string bug, string scenario, int signal)
        {
            PlantedBug planted = Enum.Parse<PlantedBug>(bug);
            RequireCrashPoints();
            // One is enough; each may take as long as something is waited for that never comes.
            bool isFound = Points(Trace(scenario)).Select(point => Violation(scenario, point, signal, planted)).OfType<string>().Any();
            Assert.True(isFound, $"{bug} was not found.");
        }
    }

    private static void CrashEverywhere(string scenario, int signal, bool onlyOfMemory, int hits = Hits)
    {
        RequireCrashPoints();
        CrashStep[] trace = Trace(scenario);
        Point[] points = trace.Length == 0
            ? [s_afterwards]
            : [.. Points(trace, hits)
                .Where(point => !onlyOfMemory || point.Step is >= CrashStep.GrowReserved and <= CrashStep.ChunkFilled)
                .Where(point => hits > Hits || IsTurnOf(scenario, point.Step))];
        Assert.True(points.Length > 0 || hits == Hits, "Nothing was tried.");
        List<string> violations = [.. points.Select(point => Violation(scenario, point, signal, PlantedBug.None)).OfType<string>()];
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    // What most operations do, such as entering a mutex, is tried every day in those that are about it and in a third of the others,
    // for each step in another third; in Soak in all.
    private static bool IsTurnOf(string scenario, CrashStep step) =>
        !s_common.Contains(step) || s_plain.Contains(scenario) || (s_scenarios.Keys.ToList().IndexOf(scenario) + (int)step) % 3 == 0;

    private static void RequireCrashPoints() =>
        Skip.IfNot(CrashPoint.IsCompiledIn, "Crash points are compiled out of release builds.");

    /// <summary>The steps of the operation when nothing happens to it.</summary>
    private static CrashStep[] Trace(string name) => s_traces.GetOrAdd(name, TraceOnce);

    private static CrashStep[] TraceOnce(string name)
    {
        CrashScenario scenario = s_scenarios[name]();
        using CrashStage stage = Begin(scenario, [], PlantedBug.None);
        Assert.Equal("ok", stage.Victim.Ask("trace"));
        scenario.Act(stage);
        scenario.WhileGoingOn(stage);
        string answer = stage.AnswerOf(stage.Victim);
        CrashStep[] reached = [.. stage.Victim.Ask("traced").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<CrashStep>)];
        scenario.AfterAll(stage, answer);
        return reached;
    }

    private static bool IsOfMuch(string scenario) => scenario.EndsWith("much", StringComparison.Ordinal);

    /// <summary>Where to crash: at each step for the first times that it is made.</summary>
    private static IEnumerable<Point> Points(CrashStep[] trace, int hits = Hits)
    {
        Dictionary<CrashStep, int> made = [];
        for (int i = 0; i < trace.Length; i++)
        {
            int hit = made[trace[i]] = made.GetValueOrDefault(trace[i]) + 1;
            if (hit <= hits)
            {
                yield return new Point(trace[i], hit, trace[..(i + 1)]);
            }
        }
    }

    /// <summary>What went wrong after a crash at one point; null if nothing did.</summary>
    private static string? Violation(string name, Point point, int signal, PlantedBug planted)
    {
        try
        {
            Crash(s_scenarios[name](), point, signal, planted);
            return null;
        }
        catch (Exception e)
        {
            string what = signal == Signals.Kill ? "killed" : "paused";
            return $"{name}, {what} at {point.Step} ({point.Hit}): {e.Message}\n{e.StackTrace}";
        }
    }

    private static void Crash(CrashScenario scenario, Point point, int signal, PlantedBug planted)
    {
        using CrashStage stage = Begin(scenario, point.Before, planted);
        string path = stage.Target.Region.Path;
        bool crashed = point == s_afterwards ? CrashAfterwards(scenario, stage, signal) : CrashAt(scenario, stage, point, signal);
        if (crashed && signal == Signals.Kill)
        {
            scenario.AfterDeath(stage);
        }
        else
        {
            if (crashed)
            {
                scenario.WhilePaused(stage);
                stage.Victim.Continue();
            }

            scenario.WhileGoingOn(stage);
            scenario.AfterAll(stage, stage.AnswerOf(stage.Victim));
            stage.Victim.Ask("traced"); // What is armed must not stay so.
        }

        stage.CheckInvariants();
        stage.Dispose();
        Assert.False(File.Exists(path), "The object is still there.");
    }

    private static bool CrashAt(CrashScenario scenario, CrashStage stage, Point point, int signal)
    {
        Assert.Equal("ok", stage.Victim.Ask($"crash {(int)point.Step} {point.Hit} {signal}"));
        scenario.Act(stage);
        return stage.Victim.AwaitCrash();
    }

    private static bool CrashAfterwards(CrashScenario scenario, CrashStage stage, int signal)
    {
        scenario.Act(stage);
        Eventually.True(() => stage.Victim.HasAnswered, "the operation is over");
        if (signal == Signals.Kill)
        {
            stage.Victim.Kill();
        }
        else
        {
            stage.Victim.Pause();
        }

        return true;
    }

    private static CrashStage Begin(CrashScenario scenario, CrashStep[] reached, PlantedBug planted)
    {
        IpcObject target = scenario.Make();
        CrashStage stage = new(target, PeerProcess.Start(), reached)
        {
            Planted = planted,
            Patience = planted == PlantedBug.None ? Eventually.Watchdog : TimeSpan.FromSeconds(1),
        };
        stage.Plant(stage.Victim);
        if (scenario.VictimOpens)
        {
            stage.Victim.Open(target, target is IpcPipe ? scenario.VictimEnd : "");
        }

        scenario.Prepare(stage);
        return stage;
    }

    private sealed record Point(CrashStep Step, int Hit, CrashStep[] Before);
}
