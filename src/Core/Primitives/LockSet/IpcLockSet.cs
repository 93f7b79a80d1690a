using System.Collections;
using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// Any number of locks in one object: one for each account, file or shard, where an object for each would cost a page
/// of shared memory, a file and a mapping. A lock of it costs 64 bytes, and is an <see cref="IpcLock"/> like any other,
/// but lives as long as the set.
/// </summary>
/// <remarks>
/// <para>All members may be called from any thread. Who dies holding any number of them frees them all; see
/// <see cref="LockCell"/> for the protocol of each, and <see cref="LockSetCells"/> for the layout.</para>
/// <para>When a process joins, leaves or dies, each lock is looked at once: some 5 ns for each.</para>
/// </remarks>
public sealed class IpcLockSet : IpcObject, IReadOnlyList<IpcLock>, IList, IDynamicMetaObjectProvider
{
    /// <summary>The most locks there can be in one set.</summary>
    public const int MaximumCount = 1_000_000;

    private readonly object _gate = new();
    private IpcLock?[]? _locks;

    internal IpcLockSet(Region region)
        : base(region)
    {
        Count = CheckedCount(region);
        IsRecursive = region.Parameter(0) != 0;
    }

    /// <summary>How many locks there are.</summary>
    public int Count { get; }

    /// <summary>Whether the same owner may enter one of them again; it then leaves as often.</summary>
    public bool IsRecursive { get; }

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    bool IList.IsFixedSize => true;

    bool IList.IsReadOnly => true;

    /// <summary>One of the locks; each time the same handle, unless that was closed.</summary>
    /// <param name="index">From 0 to the count less one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such lock.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/> when this handle to the set was closed.</exception>
    public IpcLock this[int index]
    {
        get
        {
            ThrowIfClosed();
            CheckIndex(Region, Count, index);
            return Volatile.Read(ref _locks) is { } locks && Volatile.Read(ref locks[index]) is { IsClosed: false } known ? known : Make(index);
        }
    }

    object? IList.this[int index]
    {
        get => this[index];
        set => throw FixedLocks();
    }

    /// <summary>Makes a set of locks.</summary>
    /// <param name="count">How many; from 1 to <see cref="MaximumCount"/>.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="recursive">Whether the same owner may enter a lock again.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is none of these.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcLockSet Create(int count, string? name = null, bool recursive = false, bool persistent = false) =>
        LockSetDescriptor.Instance.Create(new() { Count = count, Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>Opens an existing set.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcLockSet Open(string name) => LockSetDescriptor.Instance.Open(name);

    /// <summary>Opens the set of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with another count, or is recursive and should not be.
    /// </exception>
    public static IpcLockSet CreateOrOpen(string name, int count, bool recursive = false, bool persistent = false) =>
        LockSetDescriptor.Instance.CreateOrOpen(new() { Count = count, Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>Gives the locks one after the other.</summary>
    public IEnumerator<IpcLock> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new CheckedReads(parameter, this);

    void ICollection.CopyTo(Array array, int index)
    {
        foreach (IpcLock one in this)
        {
            array.SetValue(one, index++);
        }
    }

    bool IList.Contains(object? value) => ((IList)this).IndexOf(value) >= 0;

    int IList.IndexOf(object? value) => value is IpcLock one && one.Region == Region ? one.Index!.Value : -1;

    int IList.Add(object? value) => throw FixedLocks();

    void IList.Clear() => throw FixedLocks();

    void IList.Insert(int index, object? value) => throw FixedLocks();

    void IList.Remove(object? value) => throw FixedLocks();

    void IList.RemoveAt(int index) => throw FixedLocks();

    /// <summary>The number of locks that the header names, after checking that they are there.</summary>
    internal static int CheckedCount(Region region) => LockSetCells.CountIn(region) is > 0 and int count
        ? count
        : throw region.Corrupt($"it should have {region.Parameter(1):N0} locks and is shorter");

    internal static void CheckIndex(Region region, int count, int index)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The {region.Describe()} has the locks 0 to "
                + $"{count - 1:N0}.");
        }
    }

    /// <summary>Closes the locks that were taken from it: they hold the object by this handle.</summary>
    private protected override void OnClosing()
    {
        IpcLock?[]? locks;
        lock (_gate)
        {
            locks = _locks;
        }

        foreach (IpcLock? one in locks ?? [])
        {
            one?.Close();
        }
    }

    private IpcLock Make(int index)
    {
        lock (_gate)
        {
            ThrowIfClosed(); // In here: who closes it looks at the locks afterwards.
            IpcLock?[] locks = _locks ??= new IpcLock?[Count];
            if (locks[index] is { IsClosed: false } known)
            {
                return known;
            }

            IpcLock made = new(this, index);
            Volatile.Write(ref locks[index], made);
            return made;
        }
    }

    private static NotSupportedException FixedLocks() =>
        new("The locks of a set cannot be exchanged, and it always has as many.");
}
