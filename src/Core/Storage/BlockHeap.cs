using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Storage;

/// <summary>
/// Blocks of memory inside a region, for what is larger than a word and comes and goes in any order: the entries of a
/// dictionary, the elements of a list. Everything that changes it happens inside the region's mutex; what is read
/// outside of it is bounded here.
/// </summary>
/// <remarks>
/// <para>It takes chunks from the <see cref="ChunkPool"/>. A *slab* is a chunk cut into blocks of one size, of
/// <see cref="SizeClasses"/>. What fits into no block stands in a chain of chunks, as a message does.</para>
/// <para>Header in the payload, 192 bytes: first idle chunk plus one (4), number of idle chunks (4), and at 16 for each
/// size the first slab plus one (4) that has a free block. A slab begins with 32 bytes: next in its list plus one (4),
/// kind (4), first free block (4), first block that was never used (4), previous in its list plus one (4), blocks in use
/// (4). A block is named within its slab by its offset in units of 32 bytes; a free one begins with the name of the next
/// (4). A reference to a block is its offset behind <see cref="RegionLayout.Data"/>, in the same units; 0 is none.</para>
/// <para>The memory of a slab is never given back to the system, since readers outside of the mutex may be in it: when
/// its last block is free it becomes *idle*, for blocks of any size, for tables, for chains. Chains are read inside the
/// mutex only, and chunks that came from the pool for one go back to it, and to the system when there is much.</para>
/// <para>What counts is who refers to a block, and that is its owner's to say. All that stands here is derived from it:
/// whoever dies with a block in its hands leaves it in nobody's, and <see cref="HeapMarks"/> finds it again.</para>
/// <para>Cost: taking and giving back a block is a few reads and writes, without a system call but when the region
/// grows. Memory: half of the difference between two sizes for each block, and up to one slab for each size in
/// use.</para>
/// </remarks>
internal sealed partial class BlockHeap(Region region)
{
    public const int HeaderSize = 192;

    /// <summary>Blocks begin at multiples of it, in bytes.</summary>
    public const int Unit = 32;

    /// <summary>How many bytes of a chunk its header takes: blocks and words of a table begin behind it.</summary>
    public const int SlabHeader = 32;

    // In the header.
    internal const int IdleAt = StoreLayout.HeapAt;
    internal const int IdleCountAt = StoreLayout.HeapAt + 4;
    internal const int OpenAt = StoreLayout.HeapAt + 16;

    // In a slab.
    internal const int NextAt = 0;
    internal const int KindAt = 4;
    internal const int FreeAt = 8;
    internal const int FreshAt = 12;
    internal const int PreviousAt = 16;
    internal const int UsedAt = 20;

    // What a chunk is: the heap's own have the mark in the high half, those of the pool have 0.
    internal const uint Mark = 0x534C_0000;
    internal const uint Idle = Mark | 0xFF;
    internal const uint Chained = Mark | 0xFE;
    internal const uint OfTable = Mark | 0xFD;

    private readonly Region _region = region;
    private readonly Cell32 _idle = region.Word(IdleAt);
    private readonly Cell32 _idleCount = region.Word(IdleCountAt);

    // Up to here the file is known to be there and mapped. It never gets shorter while anybody uses it.
    private long _sound;

    internal ChunkPool Pool { get; } = new(region);

    /// <summary>What a slab of a size is marked as.</summary>
    internal static uint KindOf(int sizeClass) => Mark | (uint)(sizeClass + 1);

    internal static uint ChunkOf(uint block) => block / (ChunkPool.ChunkSize / Unit);

    /// <summary>Where a block stands in the file. Says nothing about whether there is such a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long OffsetOf(uint block) => RegionLayout.Data + ((long)block * Unit);

    internal static long ChunkAt(uint chunk) => RegionLayout.Data + ((long)chunk * ChunkPool.ChunkSize);

    /// <summary>
    /// Where a block stands, and how many bytes there are from it to the end of its chunk, if that may be read at all:
    /// whatever stands there, and whether or not the caller is inside the mutex. Never throws.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(uint block, out long at, out int room)
    {
        at = OffsetOf(block);
        int within = (int)(block % (ChunkPool.ChunkSize / Unit)) * Unit;
        room = ChunkPool.ChunkSize - within;
        long chunk = at - within;
        return within >= SlabHeader && IsSound(chunk + ChunkPool.ChunkSize) && (_region.Word(chunk + KindAt).Value & 0xFFFF_0000) == Mark;
    }

    /// <summary>Whether a chunk is the heap's own, so that it may be read outside of the mutex. Never throws.</summary>
    public bool IsOwn(uint chunk) =>
        IsSound(ChunkAt(chunk) + ChunkPool.ChunkSize) && (_region.Word(ChunkAt(chunk) + KindAt).Value & 0xFFFF_0000) == Mark;

    /// <summary>Takes a block.</summary>
    /// <param name="bytes">How many it must have; at most <see cref="SizeClasses.Largest"/>.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public uint Take(int bytes)
    {
        int sizeClass = SizeClasses.For(bytes);
        Cell32 open = Open(sizeClass);
        if (open.Value == 0)
        {
            AddSlab(sizeClass);
        }

        uint chunk = open.Value - 1;
        CheckKind(chunk, KindOf(sizeClass));
        long slab = ChunkAt(chunk);
        int units = SizeClasses.SizeOf(sizeClass) / Unit;
        Cell32 free = _region.Word(slab + FreeAt);
        uint within = free.Value;
        if (within != 0)
        {
            CheckWithin(within, units);
            free.Value = _region.Word(slab + (within * Unit)).Value;
        }
        else
        {
            within = _region.Word(slab + FreshAt).Value;
            CheckWithin(within, units);
            _region.Word(slab + FreshAt).Value = within + (uint)units;
        }

        Cell32 used = _region.Word(slab + UsedAt);
        used.Value++;
        if (used.Value >= SizeClasses.BlocksIn(sizeClass))
        {
            Unlink(chunk, open);
        }

        CrashPoint.Reach(CrashStep.BlockTaken);
        return (chunk * (ChunkPool.ChunkSize / Unit)) + within;
    }

    /// <summary>Gives a block back. Nobody who has not begun to read yet can come by it any more.</summary>
    public void GiveBack(uint block)
    {
        uint chunk = ChunkOf(block);
        int sizeClass = ClassOf(chunk);
        long slab = ChunkAt(chunk);
        uint within = block % (ChunkPool.ChunkSize / Unit);
        CheckWithin(within, SizeClasses.SizeOf(sizeClass) / Unit);
        Cell32 used = _region.Word(slab + UsedAt);
        if (used.Value == 0)
        {
            throw _region.Corrupt("a block is free twice");
        }

        _region.Word(slab + (within * Unit)).Value = _region.Word(slab + FreeAt).Value;
        _region.Word(slab + FreeAt).Value = within;
        bool wasFull = used.Value >= SizeClasses.BlocksIn(sizeClass);
        used.Value--;
        if (used.Value == 0)
        {
            if (!wasFull)
            {
                Unlink(chunk, Open(sizeClass));
            }

            MakeIdle(chunk);
        }
        else if (wasFull)
        {
            Link(chunk, Open(sizeClass));
        }

        CrashPoint.Reach(CrashStep.BlockGivenBack);
    }

    private Cell32 Open(int sizeClass) => _region.Word(OpenAt + (4 * sizeClass));

    private bool IsSound(long end) => end <= Volatile.Read(ref _sound) || LookWhetherSound(end);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookWhetherSound(long end)
    {
        if (end > _region.Size || end > _region.Limit || !_region.Reaches(end))
        {
            return false;
        }

        Volatile.Write(ref _sound, Math.Max(end, Volatile.Read(ref _sound)));
        return true;
    }
}
