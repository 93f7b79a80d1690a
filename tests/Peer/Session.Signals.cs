namespace Ipc.Tests.Peer;

internal sealed partial class Session
{
    private void AddSignals()
    {
        // wait <seconds>: an event, a condition whose lock is entered, or a barrier
        _commands["wait"] = words => _object switch
        {
            IpcEvent target => target.TryWait(Seconds(words[0])) ? "Set" : "TimedOut",
            IpcCountdown countdown => countdown.TryWait(Seconds(words[0])) ? "Zero" : "TimedOut",
            IpcCondition condition => condition.TryWait(Seconds(words[0])) ? "Notified" : "TimedOut",
            IpcBarrier barrier => barrier.TryWait(Seconds(words[0]), null, out int index) ? $"Passed {index}" : "TimedOut",
            _ => throw new InvalidOperationException(),
        };

        // reset: an event or a barrier
        _commands["reset"] = _ => Done(() =>
        {
            if (_object is IpcEvent target)
            {
                target.Reset();
            }
            else
            {
                ((IpcBarrier)_object!).Reset();
            }
        });

        // begin <seconds>, finish <text>, give-up, result: what is done once
        _commands["begin"] = words => ((IpcOnce)_object!).TryBegin(Seconds(words[0])).ToString();
        _commands["finish"] = words => Done(() => ((IpcOnce)_object!).Complete(System.Text.Encoding.UTF8.GetBytes(words[0])));
        _commands["give-up"] = _ => Done(() => ((IpcOnce)_object!).GiveUp());
        _commands["result"] = _ => System.Text.Encoding.UTF8.GetString(((IpcOnce)_object!).GetResult());

        // step [count], add <count>: a countdown
        _commands["step"] = words => Number(((IpcCountdown)_object!).Step(words.Length > 0 ? Int(words[0]) : 1));
        _commands["signal"] = _ => Done(() => ((IpcEvent)_object!).Set());
        _commands["abort"] = _ => Done(() => ((IpcBarrier)_object!).Abort());
        _commands["notify"] = words => Done(() => ((IpcCondition)_object!).Grant(Int(words[0])));
    }
}
