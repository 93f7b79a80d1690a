using System.Diagnostics;
using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>
/// What another process of a benchmark does: gets ready, says so, waits for the start, works, and says a figure.
/// </summary>
internal static partial class Peer
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_longWarmUp = TimeSpan.FromMilliseconds(3000);

    /// <summary>Runs one work: its name, the object, the event that starts it, and how often.</summary>
    public static int Run(string[] arguments)
    {
        string target = arguments[1];
        int count = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        using IpcEvent? start = arguments[2].Length == 0 ? null : IpcEvent.Open(arguments[2]);
        Action go = () =>
        {
            Console.WriteLine("ready");
            start?.Wait();
        };
        Console.WriteLine(Work(arguments[0], target, count, go).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>
    /// Repeats an action until the compiler has done its best with it: for some time on a processor, however long that
    /// takes where others use them, too.
    /// </summary>
    private static void WarmUp(Action action) => WarmUp(action, s_warmUp);

    private static void WarmUp(Action action, TimeSpan time)
    {
        TimeSpan end = Environment.CpuUsage.TotalTime + time;
        while (Environment.CpuUsage.TotalTime < end)
        {
            Stopwatch watch = Stopwatch.StartNew();
            while (watch.ElapsedMilliseconds < 20)
            {
                action();
            }
        }
    }

    // Two processes that work together are on two processors, or now and then on one, as it happens; the control, too.
    private static void Pin(int processor)
    {
        if (OperatingSystem.IsLinux())
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = 1 << (processor % Environment.ProcessorCount);
        }
    }

    public static void Turn(IpcLock target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target.TryEnter(Timeout.InfiniteTimeSpan, 1);
            target.Exit(1);
        }
    }

    private static long Work(string work, string target, int count, Action go)
    {
        switch (work)
        {
            case "send-pinned":
                Pin(0);
                return SendBytes(IpcQueue.Open(target), count, go);
            case "receive-pinned":
                Pin(1);
                return ReceiveBytes(IpcQueue.Open(target), count, go);
            case "send-bytes":
                return SendBytes(IpcQueue.Open(target), count, go);
            case "receive-bytes":
                return ReceiveBytes(IpcQueue.Open(target), count, go);
            case "send-urgent":
                return SendUrgent(IpcQueue.Open(target), count, go);
            case "send-broadcast":
                return SendBytes(IpcBroadcast.Open(target), count, go);
            case "receive-broadcast":
                return ReceiveAll(IpcBroadcast.Open(target), count, go);
            case "send-objects":
                return SendObjects(IpcQueue.Open(target, s_encoding), count, go);
            case "receive-objects":
                return ReceiveObjects(IpcQueue.Open(target, s_encoding), count, go);
            case "send-arrays":
                return SendArrays(IpcQueue.Open(target, s_encoding), count, go);
            case "receive-arrays":
                return ReceiveArrays(IpcQueue.Open(target, s_encoding), count, go);
            case "send-ints":
                return SendInts(IpcQueue.Open(target, s_encoding), count, go);
            case "receive-ints":
                return ReceiveInts(IpcQueue.Open(target, s_encoding), count, go);
            case "send-batches":
                return SendBatches(IpcQueue.Open(target, s_encoding), count, go);
            case "receive-batches":
                return ReceiveBatches(IpcQueue.Open(target, s_encoding), count, go);
            case "ask-loans" or "ask-small" or "ask-large":
                Pin(0);
                return Ask(work["ask-".Length..], target.Split(' '), count, go);
            case "answer-loans" or "answer-small" or "answer-large":
                Pin(1);
                return Reply(work["answer-".Length..], target.Split(' '), count, go);
            case "echo":
                Pin(0);
                return Echo(IpcPipe.Open(target, IpcPipeEnd.Right), count, go);
            case "ping":
                Pin(1);
                return Ping(IpcPipe.Open(target, IpcPipeEnd.Left), count, go);
            case "answer-any":
                return AnswerAny(OpenAll(target, IpcPipeEnd.Right), count, go);
            case "ask-any":
                return AskAny(OpenAll(target, IpcPipeEnd.Left), count, go);
            case "connect":
                return Connect(target, count, go);
            case "lock":
                return Turn(IpcLock.Open(target), count, go);
            case "value":
                return Count((IpcValue<long>)IpcValue.Open(target), count, go);
            case "barrier":
                return Meet(IpcBarrier.Open(target), count, go);
            case "wake":
                return Awake(IpcEvent.Open(target), TimesOf(target), count, go);
            case "notify":
                return Notified(IpcCondition.Open(target), TimesOf(target), count, go);
            case "open":
                return OpenMany(target, count, go);
            case "wait":
                return Sleep(count, go, () => IpcQueue.Open(target).TryReceiveBytes(new System.Buffers.ArrayBufferWriter<byte>(), Timeout.InfiniteTimeSpan));
            case "wait-event":
                IpcEvent opened = IpcEvent.Open(target);
                return Sleep(count, go, () => RepeatUntilRemoved(opened.Wait));
            case "dictionary":
                return SetAndRead(IpcDictionary.Open(target, s_encoding), count, go);
            default:
                throw new ArgumentException($"There is no work named {work}.", nameof(work));
        }
    }

    private static long SetAndRead(IpcDictionary target, int count, Action go)
    {
        using (IpcDictionary mine = IpcDictionary.Create(encoding: s_encoding))
        {
            WarmUp(() => StoreBenchmarks.Turn(mine, 1000), s_longWarmUp);
        }

        go();
        StoreBenchmarks.Turn(target, count);
        return count;
    }

    private static long Turn(IpcLock target, int count, Action go)
    {
        using (IpcLock mine = IpcLock.Create())
        {
            WarmUp(() => Turn(mine, 1000));
        }

        go();
        Turn(target, count);
        return count;
    }

    private static long Count(IpcValue<long> target, int count, Action go)
    {
        static void Add(IpcValue<long> value, int times)
        {
            for (int i = 0; i < times; i++)
            {
                value.TryEnter(Timeout.InfiniteTimeSpan, 1);
                value.Value++;
                value.Exit(1);
            }
        }

        using (IpcValue<long> mine = (IpcValue<long>)IpcValue.Create(0L))
        {
            WarmUp(() => Add(mine, 1000));
        }

        go();
        Add(target, count);
        return count;
    }

    private static long Meet(IpcBarrier target, int count, Action go)
    {
        using (IpcBarrier mine = IpcBarrier.Create(1))
        {
            WarmUp(mine.Wait);
        }

        go();
        for (int i = 0; i < count; i++)
        {
            target.Wait();
        }

        return count;
    }
}
