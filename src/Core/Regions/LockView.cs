using System.Runtime.InteropServices;
using Ipc.Ownership;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>How the lock of one object stood at one moment, read from the file without joining; see <see cref="LockCell"/> for the words.</summary>
internal sealed class LockView
{
    private uint _word;
    private uint _wait;
    private ulong _token;

    public required string Path { get; init; }

    public required string Id { get; init; }

    public IpcKind Kind { get; init; }

    /// <summary>The living holder, if any.</summary>
    public LockOwner? Holder { get; private init; }

    /// <summary>How often the holder has entered.</summary>
    public int Depth { get; private init; }

    /// <summary>Since when it is held; null when nobody noted it.</summary>
    public DateTime? Since { get; private init; }

    /// <summary>The living that wait, one for each thread.</summary>
    public IReadOnlyList<LockOwner> Waiters { get; private init; } = [];

    private ulong Instance { get; init; }

    /// <summary>Whether an object of that header carries a lock.</summary>
    public static bool IsIn(in RegionHeader header) => header.Kind switch
    {
        IpcKind.Lock or IpcKind.Condition => true,
        IpcKind.Value => header.Parameter(1) == 0,
        IpcKind.Array => header.Parameter(2) == 0,
        _ => false,
    };

    /// <summary>Reads the lock of the object in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Room for the beginning of a file, up to <see cref="RegionLayout.Data"/>.</param>
    /// <returns>Null when there is no sound object, or none with a lock, or it has been removed.</returns>
    public static LockView? Read(string path, byte[] head)
    {
        try
        {
            using SafeFileHandle? file = Region.OpenFile(path, out _);
            if (file is null || Region.ReadHead(file, path, head, out _) is not null)
            {
                return null;
            }

            RegionHeader header = new(head.AsSpan(0, RegionLayout.PageSize));
            return IsIn(header) && header.State != RegionState.Removed
                ? Of(path, new ParticipantTable(file, head, header), head, header)
                : null;
        }
        catch (IpcException)
        {
            return null;
        }
    }

    /// <summary>What the bytes of an object that carries a lock say.</summary>
    public static LockView Of(string path, in ParticipantTable participants, ReadOnlySpan<byte> page, in RegionHeader header)
    {
        ReadOnlySpan<byte> cell = page.Slice(RegionLayout.PayloadAt, LockCell.Size);
        uint word = MemoryMarshal.Read<uint>(cell);
        ulong token = MemoryMarshal.Read<ulong>(cell[8..]);
        return new LockView
        {
            Path = path,
            Id = header.Name,
            Kind = header.Kind,
            Instance = header.Instance,
            _word = word,
            _wait = MemoryMarshal.Read<uint>(cell[4..]),
            _token = token,
            Holder = participants.Find(word) is { } holder ? new LockOwner(holder, LockCell.OwnerOf(token, word)) : null,
            Depth = MemoryMarshal.Read<int>(cell[16..]),
            Since = LockCell.TimeOf(MemoryMarshal.Read<uint>(cell[20..])),
            Waiters = ReadWaiters(participants, page),
        };
    }

    /// <summary>
    /// Whether this is what was seen before, and nobody left the lock in between while others slept for it: that would have
    /// changed the wait word, which counts wake-ups. A waiter that gave up would have changed it, too.
    /// </summary>
    public bool IsSameAs(LockView before) =>
        Instance == before.Instance && _word == before._word && _wait == before._wait && _token == before._token
        && Holder == before.Holder;

    private static List<LockOwner> ReadWaiters(in ParticipantTable participants, ReadOnlySpan<byte> page)
    {
        List<LockOwner> waiters = [];
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(page.Slice(LockWaiters.At, LockWaiters.Most * sizeof(ulong))))
        {
            if (word != 0 && participants.Find(LockWaiters.ParticipantOf(word)) is { } process)
            {
                waiters.Add(new LockOwner(process, LockWaiters.OwnerOf(word)));
            }
        }

        return waiters;
    }
}
