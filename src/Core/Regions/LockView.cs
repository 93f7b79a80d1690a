using System.Runtime.InteropServices;
using Ipc.Ownership;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>How the lock of one object stood at one moment, read from the file without joining; see <see cref="LockCell"/> for the words.</summary>
internal sealed class LockView
{
    private readonly uint _word;
    private readonly uint _wait;
    private readonly ulong _token;

    private LockView(ReadOnlySpan<byte> cell, in ParticipantTable participants)
    {
        _word = MemoryMarshal.Read<uint>(cell);
        _wait = MemoryMarshal.Read<uint>(cell[4..]);
        _token = MemoryMarshal.Read<ulong>(cell[8..]);
        Holder = participants.Find(_word) is { } holder ? new LockOwner(holder, LockCell.OwnerOf(_token, _word)) : null;
        Depth = MemoryMarshal.Read<int>(cell[16..]);
        Since = LockCell.TimeOf(MemoryMarshal.Read<uint>(cell[20..]));
    }

    public required string Path { get; init; }

    public required string Id { get; init; }

    public IpcKind Kind { get; init; }

    /// <summary>Which one it is in a lock set; -1 when it is the only one.</summary>
    public int Index { get; private init; } = -1;

    /// <summary>The living holder, if any.</summary>
    public LockOwner? Holder { get; }

    /// <summary>How often the holder has entered.</summary>
    public int Depth { get; }

    /// <summary>Since when it is held; null when nobody noted it.</summary>
    public DateTime? Since { get; }

    /// <summary>The living that wait, one for each thread.</summary>
    public IReadOnlyList<LockOwner> Waiters { get; private init; } = [];

    private ulong Instance { get; init; }

    /// <summary>Whether an object of that header carries a lock of its own, and one only.</summary>
    public static bool IsIn(in RegionHeader header) => header.Kind switch
    {
        IpcKind.Lock or IpcKind.Condition => true,
        IpcKind.Value => header.Parameter(1) == 0,
        IpcKind.Array => header.Parameter(2) == 0,
        _ => false,
    };

    /// <summary>Reads the lock of the object in a file, or those of a lock set for which somebody waits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Room for the beginning of a file, up to <see cref="RegionLayout.Data"/>.</param>
    /// <returns>None when there is no sound object, or none with a lock, or it has been removed.</returns>
    public static IReadOnlyList<LockView> ReadAll(string path, byte[] head) => Read(path, head, null);

    /// <summary>Reads the same lock again.</summary>
    /// <param name="head">Room for the beginning of a file.</param>
    /// <returns>Null when it is gone, or one of a lock set for which nobody waits.</returns>
    public LockView? ReadAgain(byte[] head) => Read(Path, head, Index) is [var now] ? now : null;

    /// <summary>What the bytes of an object that carries a lock say.</summary>
    public static LockView Of(string path, in ParticipantTable participants, ReadOnlySpan<byte> page, in RegionHeader header) => new(
        page.Slice(RegionLayout.PayloadAt, LockCell.Size), participants)
    {
        Path = path,
        Id = header.Name,
        Kind = header.Kind,
        Instance = header.Instance,
        Waiters = [.. LockWaiterView.ReadAll(participants, page, header).Select(waiter => waiter.Who)],
    };

    private static List<LockView> Read(string path, byte[] head, int? index)
    {
        try
        {
            using SafeFileHandle? file = Region.OpenFile(path, out _);
            if (file is null || Region.ReadHead(file, path, head, out _) is not null)
            {
                return [];
            }

            RegionHeader header = new(head.AsSpan(0, RegionLayout.PageSize));
            if (header.State == RegionState.Removed)
            {
                return [];
            }

            ParticipantTable participants = new(file, head, header);
            return header.Kind == IpcKind.LockSet ? OfSet(path, file, participants, head, header, index)
                : IsIn(header) ? [Of(path, participants, head, header)]
                : [];
        }
        catch (IpcException)
        {
            return [];
        }
    }

    // Those for which somebody waits; nobody else's matter.
    private static List<LockView> OfSet(
        string path, SafeFileHandle file, in ParticipantTable participants, ReadOnlySpan<byte> page, in RegionHeader header, int? wanted)
    {
        List<LockView> views = [];
        Span<byte> cell = stackalloc byte[LockCell.Size];
        foreach (IGrouping<int, LockWaiterView> waiters in LockWaiterView.ReadAll(participants, page, header).GroupBy(waiter => waiter.Index))
        {
            int index = waiters.Key;
            if ((wanted ?? index) == index && LockSetReader.TryRead(file, header, index, cell))
            {
                views.Add(new LockView(cell, participants)
                {
                    Path = path,
                    Id = LockSetCells.IdOf(header.Name, index),
                    Kind = IpcKind.Lock,
                    Index = index,
                    Instance = header.Instance,
                    Waiters = [.. waiters.Select(waiter => waiter.Who)],
                });
            }
        }

        return views;
    }

    /// <summary>
    /// Whether this is what was seen before, and nobody left the lock in between while others slept for it: that would have
    /// changed the wait word, which counts wake-ups. A waiter that gave up would have changed it, too.
    /// </summary>
    public bool IsSameAs(LockView before) =>
        Instance == before.Instance && _word == before._word && _wait == before._wait && _token == before._token
        && Holder == before.Holder;
}
