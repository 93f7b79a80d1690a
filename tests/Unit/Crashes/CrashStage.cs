using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>
/// One run of a scenario: the object, the process that crashes, and those that carry on. The process of the test is one
/// of the latter.
/// </summary>
internal sealed class CrashStage(IpcObject target, PeerProcess victim, IReadOnlyList<CrashStep> reached) : IDisposable
{
    private readonly List<PeerProcess> _others = [];
    private bool _ended;

    public IpcObject Target => target;

    public PeerProcess Victim => victim;

    public IpcQueue Queue => (IpcQueue)target;

    public IpcLockable Lock => (IpcLockable)target;

    /// <summary>Other objects that the scenario needs, closed at its end.</summary>
    public List<IpcObject> More { get; } = [];

    /// <summary>How long this run waits for what must come: short when a planted mistake is to be found.</summary>
    public TimeSpan Patience { get; init; } = Eventually.Watchdog;

    /// <summary>A mistake that every process but the test's own makes.</summary>
    public PlantedBug Planted { get; init; }

    /// <summary>Whether the victim had made a step when it crashed.</summary>
    public bool Passed(CrashStep step) => reached.Contains(step);

    /// <summary>The last step that the victim had made when it crashed.</summary>
    public CrashStep Last => reached.Count > 0 ? reached[^1] : CrashStep.None;

    /// <summary>Whether the victim was inside the region's mutex when it crashed.</summary>
    public bool IsInside => LastOf(CrashStep.MutexEntered) > LastOf(CrashStep.MutexLeft);

    private int LastOf(CrashStep step) => reached.ToList().LastIndexOf(step);

    /// <summary>Another process with the object open.</summary>
    public PeerProcess Other(string end = "left")
    {
        PeerProcess other = PeerProcess.Start();
        _others.Add(other);
        Plant(other);
        other.Open(target, target is IpcPipe ? end : "");
        return other;
    }

    public void Plant(PeerProcess peer)
    {
        if (Planted != PlantedBug.None)
        {
            Assert.Equal("ok", peer.Ask($"plant {(int)Planted}"));
        }
    }

    /// <summary>
    /// Gives a command and returns when the peer sleeps in it, or is about to where the mistake hides that.
    /// </summary>
    public void Sleep(PeerProcess peer, string command, Cell32 word)
    {
        if (Planted != PlantedBug.SleepWithoutFlag)
        {
            peer.TellAndSleep(command, word);
            return;
        }

        Assert.Equal("ok", peer.Ask($"crash {(int)CrashStep.WaitPrepared} 1 {Signals.Stop}"));
        peer.Tell(command);
        Assert.True(peer.AwaitCrash());
        peer.Continue();
    }

    /// <summary>A peer's answer, within the patience of this run.</summary>
    public string AnswerOf(PeerProcess peer) => peer.Answer(Patience);

    public void Send(int number, int size = 10)
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(message, number);
        Assert.True(((IpcChannel)target).TrySendBytes(message, Patience), "Sending hangs.");
    }

    /// <summary>The number of the next message, which must be whole; null when there is none.</summary>
    public int? Receive(TimeSpan timeout)
    {
        ArrayBufferWriter<byte> buffer = new();
        IpcReceiveResult result = ((IpcChannel)target).TryReceiveBytes(buffer, timeout);
        if (result != IpcReceiveResult.Received)
        {
            return null;
        }

        int number = BitConverter.ToInt32(buffer.WrittenSpan);
        Assert.True(buffer.WrittenSpan[4..].IndexOfAnyExcept((byte)number) < 0, $"Message {number} is torn.");
        return number;
    }

    /// <summary>Receives what there must be, in order, and nothing else.</summary>
    public void ReceiveExactly(params int[] numbers)
    {
        foreach (int number in numbers)
        {
            Assert.Equal(number, Receive(Patience));
        }

        Assert.Null(Receive(TimeSpan.Zero));
    }

    /// <summary>Receives what there must be, and nothing else.</summary>
    public void ReceiveInAnyOrder(params int[] numbers)
    {
        Assert.Equal(numbers.Cast<int?>(), numbers.Select(_ => Receive(Patience)).ToList().Order());
        Assert.Null(Receive(TimeSpan.Zero));
    }

    /// <summary>What is derived in shared memory is what can be derived, and no memory is lost.</summary>
    public void CheckInvariants()
    {
        if (target.IsClosed || target.IsRemoved)
        {
            return;
        }

        Region region = target.Region;
        Assert.True(region.AcquireMutex(Deadline.After(Patience), CancellationToken.None), "The mutex hangs.");
        try
        {
            string before = Derived.Of(region);
            region.Descriptor.Repair(region);
            Assert.Equal(before, Derived.Of(region));
        }
        finally
        {
            region.Mutex.Release();
        }

        region.LookAtPeers();
        region.RecoverDead(Deadline.After(Patience), CancellationToken.None);
        int alive = 1 + _others.Count(other => !other.HasExited) + (victim.HasExited ? 0 : 1);
        Assert.True(region.CountParticipants() <= alive, $"{region.CountParticipants()} participants where {alive} "
            + "live.");
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        foreach (PeerProcess peer in _others.Prepend(victim))
        {
            if (Planted != PlantedBug.None && !peer.HasExited)
            {
                peer.KillAndGoOn(); // Nobody else shall use it.
            }

            peer.Dispose();
        }

        More.ForEach(one => one.Close());
        target.Close();
    }
}
