namespace Ipc.Tests.Stress;

/// <summary>Holds what all actors wrote down against each other.</summary>
internal sealed class Ledger(IReadOnlyList<Channel> channels)
{
    private static readonly string[] s_counters = ["the counter", "the counters of the dictionary"];

    private readonly List<string> _violations = [];
    private readonly Dictionary<long, int> _sent = [];
    private readonly Dictionary<long, int> _perhapsSent = [];
    private readonly Dictionary<long, int> _received = [];
    private readonly int[] _perhapsReceived = new int[channels.Count];
    private readonly long[] _added = new long[s_counters.Length];
    private readonly long[] _perhapsAdded = new long[s_counters.Length];

    public IReadOnlyList<string> Violations => _violations;

    public int Sent => _sent.Count;

    public int Received => _received.Count;

    /// <summary>How many were killed with a message perhaps in their hands.</summary>
    public int KilledWhileReceiving => _perhapsReceived.Sum();

    /// <summary>How many messages they took with them.</summary>
    public int TakenAlong { get; private set; }

    public void Read(string path)
    {
        (Entry Entry, int Channel, long Number) last = default;
        Dictionary<(int, long), long> newest = [];
        foreach ((Entry Entry, int Channel, long Number) line in Journal.Read(path))
        {
            last = line;
            switch (line.Entry)
            {
                case Entry.Sent: _sent.Add(line.Number, line.Channel); break;
                case Entry.Received: NoteReceived(line.Number, line.Channel, newest, path); break;
                case Entry.Added: _added[line.Channel] += line.Number; break;
                case Entry.Violation: Blame($"{(Violation)line.Channel} ({line.Number}) in {path}"); break;
            }
        }

        switch (last.Entry)
        {
            case Entry.Sending: _perhapsSent.Add(last.Number, last.Channel); break;
            case Entry.Receiving: _perhapsReceived[last.Channel]++; break;
            case Entry.Adding: _perhapsAdded[last.Channel] += last.Number; break;
        }
    }

    /// <summary>A message that was still there at the end.</summary>
    public void NoteLeft(long id, int channel) => NoteReceived(id, channel, [], "what was left");

    public void Blame(string what) => _violations.Add(what);

    /// <summary>After everything has been read.</summary>
    /// <param name="counters">What the counters are.</param>
    public void Settle(params long[] counters)
    {
        foreach ((long id, int channel) in _received)
        {
            if (!(_sent.TryGetValue(id, out int where) || _perhapsSent.TryGetValue(id, out where)) || where != channel)
            {
                Blame($"message {id:x} came out of channel {channel}, and was never sent there");
            }
        }

        for (int channel = 0; channel < _perhapsReceived.Length; channel++)
        {
            int missing = _sent.Count(one => one.Value == channel && !_received.ContainsKey(one.Key));
            TakenAlong += missing;
            if (missing > _perhapsReceived[channel])
            {
                Blame($"{missing} messages of channel {channel} are missing, and only {_perhapsReceived[channel]} "
                    + "processes were killed while they received there");
            }
        }

        for (int i = 0; i < counters.Length; i++)
        {
            if (counters[i] < _added[i] || counters[i] > _added[i] + _perhapsAdded[i])
            {
                Blame($"{s_counters[i]}: {counters[i]} after {_added[i]} additions and {_perhapsAdded[i]} that may have been made");
            }
        }
    }

    private void NoteReceived(long id, int channel, Dictionary<(int, long), long> newest, string path)
    {
        if (!_received.TryAdd(id, channel))
        {
            Blame($"message {id:x} was received twice, the second time in {path}");
        }

        (int, long) sender = ((channel * 10) + (channels[channel].HasLevels ? Channel.LevelOf(id) : 0), id >> 32);
        if (newest.TryGetValue(sender, out long before) && before >= id)
        {
            Blame($"message {id:x} came after {before:x} in {path}");
        }

        newest[sender] = id;
    }
}
