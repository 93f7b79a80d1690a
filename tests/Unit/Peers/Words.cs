using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Tests.Peers;

/// <summary>The words on which waiters of an object sleep, for tests that must know that somebody does.</summary>
internal static class Words
{
    private const int Payload = RegionLayout.PayloadAt;

    /// <summary>
    /// Where those sleep who wait for what the object is for; of a queue or left end, those who receive.
    /// </summary>
    public static Cell32 Of(IpcObject target) => target.Kind switch
    {
        IpcKind.Lock when target is IpcLock { Index: { } index } => target.Region.Word(LockSetCells.At(index) + 4),
        IpcKind.Lock or IpcKind.Value or IpcKind.Array or IpcKind.Memory or IpcKind.Semaphore or IpcKind.Event
            or IpcKind.ReaderWriterLock or IpcKind.RateLimit or IpcKind.Once => target.Region.Word(Payload + 4),
        IpcKind.Barrier or IpcKind.Countdown => target.Region.Word(Payload + 8),
        IpcKind.Condition => target.Region.Word(Payload + LockCell.Size),
        IpcKind.Queue or IpcKind.Broadcast or IpcKind.Listener => new MessageList(target.Region, 0).Items,
        IpcKind.Pipe => new MessageList(target.Region, ((IpcPipe)target).End == IpcPipeEnd.Left ? 1 : 0).Items,
        _ => throw new ArgumentException(target.Kind.ToString()),
    };

    /// <summary>Where those sleep who wait for room.</summary>
    public static Cell32 SpaceOf(IpcObject target) => target.Kind is IpcKind.Queue or IpcKind.Broadcast or IpcKind.Listener
        ? new MessageList(target.Region, 0).Space
        : new MessageList(target.Region, ((IpcPipe)target).End == IpcPipeEnd.Left ? 0 : 1).Space;

    /// <summary>Where those sleep who wait for the lock of a condition.</summary>
    public static Cell32 LockOf(IpcObject target) => target.Region.Word(Payload + 4);

    public static void AwaitSleeper(Cell32 word) => Eventually.True(() => (word.Value & 1) != 0, "somebody sleeps");
}
