using System.Text;
using System.Text.Unicode;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// What a pipe has in addition that was asked for at a listener: whether it was accepted, by whom, and who asked.
/// </summary>
/// <remarks>
/// <para>Behind the holders of the pipe: state (4), bytes of the reason (4); for the right end, who asked, and for the
/// left, who accepted: pid (4), pid namespace (4), bytes of the worker's name (4), unused (4), the name (112); the reason
/// (1,024). All else is written before the state is; who tries to decide what has been decided writes
/// the same again, or a reason that nobody reads.</para>
/// <para>The state changes by compare-and-swap, and from *asked* only: to accepted or refused by whoever has taken the
/// request out of the listener, to withdrawn by who asked, or by who drops the request. So exactly one wins: nobody who
/// gave up is accepted.</para>
/// <para>Deaths: before the swap it is still asked for, and the end of the dead one closes; after it, it is
/// decided.</para>
/// </remarks>
internal readonly struct ConnectionWords(Region region)
{
    internal const int StateAt = IpcPipe.HoldersAt + 8;
    internal const int ReasonLengthAt = StateAt + 4;
    internal const int SidesAt = StateAt + 8;
    internal const int SideSize = 128;
    internal const int ReasonAt = SidesAt + (2 * SideSize);
    internal const int LongestReason = 1024;
    private const int NameAt = 16;
    private const int LongestName = SideSize - NameAt;

    private readonly Region _region = region;

    public ConnectionState State => (ConnectionState)_region.Word(StateAt).Value;

    /// <summary>Why it was refused; empty for no reason given.</summary>
    public string Reason => Read(ReasonAt, _region.Word(ReasonLengthAt).Value, LongestReason);

    /// <summary>This process asks for it. Nobody else knows of the pipe yet.</summary>
    public void Ask()
    {
        WriteSelf(IpcPipeEnd.Right);
        _region.Word(StateAt).Value = (uint)ConnectionState.Asked;
        CrashPoint.Reach(CrashStep.ConnectionAsked);
    }

    /// <summary>Accepts it, for this process.</summary>
    /// <returns>False when who asked for it does not wait any more.</returns>
    public bool TryAccept()
    {
        WriteSelf(IpcPipeEnd.Left);
        CrashPoint.Reach(CrashStep.ConnectionWritten);
        return TryDecide(ConnectionState.Accepted);
    }

    /// <inheritdoc cref="TryAccept"/>
    public bool TryRefuse(string reason)
    {
        Span<byte> bytes = _region.Bytes(ReasonAt, LongestReason);
        _region.Word(ReasonLengthAt).Value = (uint)Write(reason, bytes);
        CrashPoint.Reach(CrashStep.ConnectionWritten);
        return TryDecide(ConnectionState.Refused);
    }

    /// <summary>Who asked for it waits no longer.</summary>
    /// <returns>False when it was accepted or refused before.</returns>
    public bool TryWithdraw() => TryDecide(ConnectionState.Withdrawn);

    /// <summary>The process that asked (right), or accepted (left); null where its pid means nothing here.</summary>
    public int? ProcessOf(IpcPipeEnd end)
    {
        long at = SideOf(end);
        ProcessIdentity process = new((int)_region.Word(at).Value, 0, _region.Word(at + 4).Value);
        return State != ConnectionState.None && process.IsVisible && process.Pid > 0 ? process.Pid : null;
    }

    /// <summary>What that process is called, if it is a worker.</summary>
    public string? WorkerOf(IpcPipeEnd end) =>
        Read(SideOf(end) + NameAt, _region.Word(SideOf(end) + 8).Value, LongestName) is { Length: > 0 } name ? name : null;

    private static long SideOf(IpcPipeEnd end) => SidesAt + (SideSize * (end == IpcPipeEnd.Right ? 0 : 1));

    private void WriteSelf(IpcPipeEnd end)
    {
        long at = SideOf(end);
        ProcessIdentity self = ProcessIdentity.Current;
        _region.Word(at).Value = (uint)self.Pid;
        _region.Word(at + 4).Value = self.PidNamespace;
        _region.Word(at + 8).Value = (uint)Write(IpcHosting.WorkerName ?? "", _region.Bytes(at + NameAt, LongestName));
    }

    // The swap is a full barrier: what was written before is seen by who sees the new state.
    private bool TryDecide(ConnectionState state)
    {
        bool decided = _region.Word(StateAt).TrySet((uint)ConnectionState.Asked, (uint)state);
        CrashPoint.Reach(CrashStep.ConnectionDecided);
        return decided;
    }

    // As much of it as there is room for, in whole characters.
    private static int Write(string text, Span<byte> to)
    {
        Utf8.FromUtf16(text, to, out _, out int written, replaceInvalidSequences: true);
        return written;
    }

    private string Read(long at, uint length, int most) =>
        length == 0 ? "" : Encoding.UTF8.GetString(_region.Bytes(at, (int)Math.Min(length, (uint)most)));
}
