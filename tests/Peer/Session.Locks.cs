namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private void AddLocks()
    {
        // enter <seconds>: a lock, what carries one, or a semaphore
        _commands["enter"] = words => _object switch
        {
            IpcSemaphore semaphore => semaphore.TryEnter(Seconds(words[0])) ? "Entered" : "TimedOut",
            IpcRateLimit limit => limit.TryEnter(Seconds(words[0])) ? "Entered" : "TimedOut",
            _ => ((IIpcLock)_object!).TryEnter(Seconds(words[0])).ToString(),
        };

        // turns <count>: when a rate limit had each of them
        _commands["turns"] = words => string.Join(' ', Enumerable.Range(0, Int(words[0])).Select(_ =>
        {
            ((IpcRateLimit)_object!).Enter();
            return System.Diagnostics.Stopwatch.GetTimestamp();
        }));

        // share <seconds>: a reader-writer lock
        _commands["share"] = words => ((IpcReaderWriterLock)_object!).TryEnterShared(Seconds(words[0])).ToString();

        // exit [count]
        _commands["exit"] = words => Done(() =>
        {
            if (_object is IpcSemaphore semaphore)
            {
                semaphore.Exit(words.Length > 0 ? Int(words[0]) : 1);
            }
            else
            {
                ((IIpcLock)_object!).Exit();
            }
        });

        // add <times>: one to a value, each time inside its lock by reading and writing
        _commands["add"] = words => Done(() =>
        {
            IpcValue<int> value = (IpcValue<int>)_object!;
            for (int i = 0; i < Int(words[0]); i++)
            {
                value.Enter();
                value.Value++;
                value.Exit();
            }
        });

        // hold <numbers>: enters some locks of a set
        _commands["hold"] = words => Done(() => Array.ForEach(words, word => ((IpcLockSet)_object!)[Int(word)].Enter()));

        // transfer <array> <times>: each time one from one element to another, inside the two locks that stand for them
        // in a set
        _commands["transfer"] = words => Done(() => Transfer((IpcLockSet)_object!, words[0], Int(words[1])));

        // churn: enters and leaves for ever
        _commands["churn"] = _ =>
        {
            Program.Answer("ready");
            while (true)
            {
                Lockable.Enter();
                Lockable.Exit();
            }
        };

        _commands["get"] = _ => ((IpcValue)_object!).GetValue()!.ToString()!;
        _commands["set"] = words => Done(() => ((IpcValue)_object!).SetValue(Int(words[0])));
    }

    private static void Transfer(IpcLockSet locks, string name, int times)
    {
        using IpcArray<long> accounts = (IpcArray<long>)IpcArray.Open(name);
        for (int i = 0; i < times; i++)
        {
            int from = Random.Shared.Next(locks.Count);
            int to = (from + Random.Shared.Next(1, locks.Count)) % locks.Count;
            locks[Math.Min(from, to)].Enter();
            locks[Math.Max(from, to)].Enter();
            accounts[from]--;
            accounts[to]++;
            locks[from].Exit();
            locks[to].Exit();
        }
    }

    private IpcLockable Lockable => (IpcLockable)_object!;
}
