using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// A leased message in a <see cref="LeaseLog"/>. Header of 40 bytes, never split: length (4), how many bytes are references (4), state at 8
/// (see <see cref="LeaseState"/>), lease id at 16 (its
/// four highest bits are the level in a queue with priorities), when the lease runs out at 24 (0 never), source at 32 (where the
/// message stood in the list while it is being taken from there, else 0). The bytes follow, padded to 8.
/// </summary>
internal readonly struct LeaseRecord(Region region, ulong position, long at)
{
    public const int Header = 40;

    private const int LevelShift = 60;

    /// <summary>Chunk and offset, as in a list.</summary>
    public ulong Position => position;

    public uint Chunk => MessageList.ChunkOf(position);

    public int Offset => (int)(uint)position;

    public uint Length => region.Word(at).Value;

    /// <summary>How many bytes in front are what the message refers to, as it was read.</summary>
    public uint References => region.Word(at + 4).Value;

    public LeaseState State
    {
        get => new(region.Long(at + 8).Value);
        set => Set(8, value.Word);
    }

    /// <summary>The priority with which the message was sent; 0 where there are none.</summary>
    public int Level => (int)(Id >> LevelShift);

    public ulong Id
    {
        get => region.Long(at + 16).Value;
        set => Set(16, value);
    }

    public long Expiry
    {
        get => (long)region.Long(at + 24).Value;
        set => Set(24, (ulong)value);
    }

    public ulong Source
    {
        get => region.Long(at + 32).Value;
        set => Set(32, value);
    }

    /// <summary>The id of a lease.</summary>
    /// <param name="number">Given once.</param>
    /// <param name="level">The priority of the message.</param>
    public static ulong IdOf(ulong number, int level) => number | ((ulong)level << LevelShift);

    public void SetLength(int length, int references)
    {
        Cell64 word = region.Long(at);
        word.Value = (uint)length | ((ulong)(uint)references << 32);
    }

    private void Set(int offset, ulong value)
    {
        Cell64 word = region.Long(at + offset);
        word.Value = value;
    }
}
