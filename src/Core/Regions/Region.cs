using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// One shared object's memory in this process: a mapped file with a checked header and a table of the processes that
/// have it open. All handles of a process to the same object share one region, one mapping and one participant slot.
/// </summary>
/// <remarks>
/// The mapping lives until the garbage collector finds that nobody refers to the region, so an operation that is still
/// running when its handle is closed never touches memory that is gone. Everything here may be called from any thread.
/// </remarks>
internal sealed unsafe partial class Region
{
    private readonly byte* _base;
    private readonly bool _grows;
    private readonly RegionMapping _mapping;
    private readonly RegionFile _file;
    private long _reached;
    private readonly Cell32 _state;
    private int _handles;
    private int _left;
    private volatile bool _leaving;
    private volatile int _leaver; // The thread that leaves.
    private Dictionary<int, bool>? _abandonedLocks;
    private object? _local;

    /// <summary>
    /// Which of its locks this process found abandoned when it entered them last, by number; null while it found none.
    /// Whoever uses it locks it.
    /// </summary>
    public Dictionary<int, bool>? AbandonedLocks => Volatile.Read(ref _abandonedLocks);

    private Region(RegionFolder folder, RegionFile file, RegionMapping mapping, bool grows)
    {
        _grows = grows;
        Folder = folder;
        _file = file;
        _mapping = mapping;
        _base = mapping.Start;
        _state = Word(RegionLayout.StateAt);
        Mutex = new RobustMutex(this, RegionLayout.MutexAt, RegionLayout.MutexWaitAt);
        Descriptor = null!;
        Path = Id = null!;
    }

    ~Region()
    {
        _mapping?.Unmap();
        _file?.Dispose();
    }

    public RegionFolder Folder { get; }

    public FileKey FileKey => _file.Key;

    public string Path { get; private set; }

    /// <summary>By which any process of the user opens it: the name, or the random id of an anonymous one.</summary>
    public string Id { get; private set; }

    /// <summary>What its kind is.</summary>
    public KindDescriptor Descriptor { get; private set; }

    /// <summary>Guards the participant table and, for most kinds, the object's state.</summary>
    public RobustMutex Mutex { get; }

    /// <summary>This process as a participant: what an owner word holds.</summary>
    public uint Me { get; private set; }

    public int MySlot => (int)(Me & 0xFFF) - 1;

    public IpcKind Kind => (IpcKind)Word(RegionLayout.KindAt).Value;

    public bool IsPersistent => (Word(RegionLayout.FlagsAt).Value & RegionLayout.FlagPersistent) != 0;

    public bool IsNamed => (Word(RegionLayout.FlagsAt).Value & RegionLayout.FlagNamed) != 0;

    public ulong Instance => Long(RegionLayout.InstanceAt).Value;

    public bool IsRemoved => _state.Value == (uint)RegionState.Removed;

    public bool IsLeaving => _leaving;

    /// <summary>The size of the file now, in bytes. Changes inside the kind's own mutex only.</summary>
    public long Size => (long)Long(RegionLayout.SizeAt).Value;

    /// <summary>
    /// Whether the file itself goes so far, whatever its header says: touching what lies behind its end would end the
    /// process. It is asked only for what it has not been seen to have, since it never gets shorter while anybody uses
    /// it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reaches(long end) => end <= Volatile.Read(ref _reached) || LookHowFarItReaches() >= end;

    /// <summary>How far the file may grow under this mapping, in bytes.</summary>
    public long Limit => _mapping.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell32 Word(long offset) => new((uint*)(_base + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Cell64 Long(long offset) => new((ulong*)(_base + offset));

    public ulong Parameter(int index) => Long(RegionLayout.ParametersAt + (8 * index)).Value;

    /// <summary>Bytes of the mapping. The caller keeps the region alive for as long as it uses them.</summary>
    public Span<byte> Bytes(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > _mapping.Length)
        {
            throw Corrupt("a position outside the object");
        }

        return new Span<byte>(_base + offset, length);
    }

    /// <summary>
    /// Where an element stands, for the typed views; bounds are checked by the caller against the header.
    /// </summary>
    public byte* Address(long offset) => _base + offset;

    /// <summary>
    /// Has the system map whole pages of a part at once, which has memory: touching them costs a fault for each.
    /// </summary>
    public void Populate(long offset, long length)
    {
        long end = (offset + length + RegionLayout.PageSize - 1) & ~(RegionLayout.PageSize - 1L);
        RegionMapping.Populate((nuint)(_base + offset), (nuint)(Math.Min(end, _mapping.Length) - offset));
    }

    /// <summary>Whether the object has been removed, or this process has closed it.</summary>
    public bool HasEnded
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _state.Value == (uint)RegionState.Removed || _leaving;
    }

    /// <summary>Throws once the object has been removed, or this process has closed it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThrowIfEnded()
    {
        if (HasEnded)
        {
            ThrowEnded();
        }
    }

    public IpcException Corrupt(string what) => new(
        IpcError.Corrupt, $"The {Describe()} is damaged: {what}. {Advice.For(IpcAdvice.RemoveAndCreate, Kind)}");

    public string Describe() => IsNamed ? $"{Descriptor.Name} '{Id}'" : $"anonymous {Descriptor.Name}";

    /// <summary>Reserves room up to a new size. Inside the kind's own mutex.</summary>
    /// <returns>False when the mapping ends before; the file is unchanged then.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; the file is unchanged.</exception>
    public bool TryGrow(long newSize)
    {
        if (newSize > _mapping.Length)
        {
            return false;
        }

        _file.Reserve(Size, newSize - Size, Describe());
        Long(RegionLayout.SizeAt).Value = (ulong)newSize;
        return true;
    }

    /// <summary>
    /// Reserves a part of the file that <see cref="TryRelease"/> has given back. Costs little where it is there.
    /// </summary>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; the file is unchanged.</exception>
    public void ReserveAgain(long offset, long length) => _file.Reserve(offset, length, Describe());

    /// <summary>
    /// Gives the memory of a part of the file, whole pages, back to the system. Nobody may touch it until it is
    /// reserved again.
    /// </summary>
    /// <returns>False when the file system cannot do that.</returns>
    public bool TryRelease(long offset, long length) => _file.TryRelease(offset, length);

    /// <summary>
    /// Gives memory back to the system. Inside the kind's own mutex, and only what nobody will touch.
    /// </summary>
    public void Shrink(long newSize)
    {
        Long(RegionLayout.SizeAt).Value = (ulong)newSize;
        _file.Truncate(newSize);
    }

    /// <summary>
    /// Lets go of what can be let go of before the garbage collector comes: the descriptor, and the address space of
    /// messages, which are touched inside the mutex, where nobody of this process will ever be again, or by who has lent
    /// them and so a handle.
    /// </summary>
    private void ReleaseResources()
    {
        if (_grows && !_keepsLent)
        {
            _mapping.Trim(RegionLayout.Data);
        }

        _file.Dispose();
    }

    /// <summary>The same, made if there is none: several threads may find locks of one set abandoned at once.</summary>
    public Dictionary<int, bool> MakeAbandonedLocks() =>
        Interlocked.CompareExchange(ref _abandonedLocks, [], null) ?? _abandonedLocks;

    /// <summary>
    /// What the kind keeps in this process beside shared memory, one for all handles; made if there is none.
    /// </summary>
    public T Local<T>()
        where T : class, new() =>
        (T)(Volatile.Read(ref _local) ?? Interlocked.CompareExchange(ref _local, new T(), null) ?? _local);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long LookHowFarItReaches()
    {
        long length = _file.Length; // 0 when we have just left: the caller finds out in a moment.
        if (length > 0)
        {
            Volatile.Write(ref _reached, length);
        }

        return length;
    }

    // Without NoInlining: the compiler looks inside, finds that it never returns, and keeps nothing for after the call.
    [DoesNotReturn]
    private void ThrowEnded() => throw Ended();

    private IpcException Ended() => IsRemoved
        ? new IpcException(IpcError.NotFound, $"The {Describe()} has been removed. "
            + $"{Advice.For(IpcAdvice.CreateAgain, Kind)}")
        : new IpcException(IpcError.Closed, $"The {Describe()} was closed in this process. "
            + $"{Advice.For(IpcAdvice.OpenAgain, Kind)}");
}
