namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private readonly List<IpcObject> _kept = [];
    private readonly List<Thread> _threads = [];

    private void AddDeadlocks()
    {
        // also <kind> <name or id>: keeps what is open, and goes on with another object
        _commands["also"] = words =>
        {
            if (_object is not null)
            {
                _kept.Add(_object);
            }

            return Open(words);
        };

        // in-thread <owner>: waits for the lock on a thread of its own, until it is closed
        _commands["in-thread"] = words => Done(() =>
        {
            IpcLockable target = Lockable;
            long owner = Int(words[0]);
            Thread thread = new(() => EnterUntilClosed(target, owner)) { IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        });

        // enter-as <owner> <seconds>
        _commands["enter-as"] = words => Lockable.TryEnter(Seconds(words[1]), Int(words[0])).ToString();
    }

    private static void EnterUntilClosed(IpcLockable target, long owner)
    {
        try
        {
            target.TryEnter(Timeout.InfiniteTimeSpan, owner);
        }
        catch (IpcException)
        {
            // Closed here, or removed by whoever made it.
        }
    }

    private void CloseKept()
    {
        _kept.ForEach(kept => kept.Close());
        _kept.Clear();

        // Or one of them takes its announcement back in the next test, which may have armed that very step.
        _threads.ForEach(thread => thread.Join());
        _threads.Clear();
    }
}
