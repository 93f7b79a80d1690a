using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A block of bytes shared between processes, with a recursive lock of its own: what Python's <c>shared_memory</c> is.
/// Its bytes are read and written as a stream, as arrays of any element type (<see cref="AsArray(Type, long, int)"/>),
/// or in place (<see cref="AsSpan(long, int)"/>).
/// </summary>
/// <remarks>
/// <para>Payload: the lock (24), and the bytes at 64, or behind the first page if they are more than fit there.
/// Parameter 0 is the size, which never changes.</para>
/// <para>The memory itself has no steps in which a process could die: a process that is killed while it copies leaves
/// the bytes it had copied, as one that writes a file does. Who needs all or nothing enters the lock, and is told by
/// <see cref="IpcLockable.WasAbandoned"/> that somebody died in it.</para>
/// <para>All members may be called from any thread. Nothing is ordered or atomic beyond one aligned element.</para>
/// </remarks>
public sealed class IpcMemory : IpcLockable, IIpcMemory, IBytesOwner, IReadByIndex, IDynamicMetaObjectProvider
{
    /// <summary>The most bytes there can be: 16 TiB.</summary>
    public const long MaximumSize = 1L << 44;

    private readonly SharedBytes _bytes;

    internal IpcMemory(Region region)
        : base(region)
    {
        Size = checked((long)region.Parameter(0));
        DataAt = PayloadRoom.At(region, Size);
        _bytes = new SharedBytes(this, Size);
    }

    /// <summary>How many bytes there are.</summary>
    public long Size { get; }

    /// <summary>How many bytes there are.</summary>
    public long Length => Size;

    /// <inheritdoc/>
    public override bool IsRecursive => true;

    internal long DataAt { get; }

    /// <summary>Makes a memory; all its bytes are zero.</summary>
    /// <param name="size">How many bytes; from one to <see cref="MaximumSize"/>.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size that is none of these.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcMemory Create(long size, string? name = null, bool persistent = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return MemoryDescriptor.Instance.Create(new() { Size = size, Name = name, Persistent = persistent });
    }

    /// <summary>Opens an existing memory.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcMemory Open(string name) => MemoryDescriptor.Instance.Open(name);

    /// <summary>Opens the memory of that name, or makes it. An existing one keeps what it holds.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with another size.
    /// </exception>
    public static IpcMemory CreateOrOpen(string name, long size, bool persistent = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return MemoryDescriptor.Instance.CreateOrOpen(new() { Size = size, Name = name, Persistent = persistent });
    }

    /// <summary>
    /// The bytes from an offset on, in place; no more than a span can have. Use it only while this handle is alive and
    /// open.
    /// </summary>
    /// <param name="offset">Of the first byte; from 0.</param>
    /// <param name="length">How many bytes; -1 for all that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes.</exception>
    public Span<byte> AsSpan(long offset = 0, int length = -1) => _bytes.AsSpan(offset, length);

    /// <summary>The bytes as elements of a type, in place.</summary>
    /// <typeparam name="T">One of the types that an array can have.</typeparam>
    /// <param name="offset">Of the first byte; a multiple of the size of an element.</param>
    /// <param name="count">How many elements; -1 for all that there is room for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for another type.</exception>
    public IpcMemoryView<T> AsArray<T>(long offset = 0, int count = -1)
        where T : unmanaged =>
        _bytes.AsArray<T>(offset, count);

    /// <summary>The bytes as elements of a type, in place.</summary>
    /// <param name="elementType">One of the types that an array can have.</param>
    /// <param name="offset">Of the first byte; a multiple of the size of an element.</param>
    /// <param name="count">How many elements; -1 for all that there is room for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for another type.</exception>
    public IpcMemoryView AsArray(Type elementType, long offset = 0, int count = -1) => _bytes.AsArray(elementType, offset, count);

    /// <summary>A stream over the bytes, with a position of its own. It neither grows nor shrinks the memory.</summary>
    /// <param name="offset">Of the first byte of the stream; from 0.</param>
    /// <param name="length">How many bytes it has; -1 for all that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes.</exception>
    public Stream AsStream(long offset = 0, long length = -1) => _bytes.AsStream(offset, length);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">They do not fit; nothing was changed.</exception>
    /// <exception cref="InvalidCastException">One does not convert; nothing was changed.</exception>
    public void CopyFrom(Array source, long offset = 0) => _bytes.CopyFrom(source, offset);

    /// <summary>Copies bytes from another memory, which may be the same.</summary>
    /// <param name="source">Whose bytes to copy.</param>
    /// <param name="offset">Where the first of them goes; from 0.</param>
    /// <param name="sourceOffset">Of the first byte to copy; from 0.</param>
    /// <param name="length">How many; -1 for all that follow in the source.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not fit; nothing was changed.</exception>
    public void CopyFrom(IpcMemory source, long offset = 0, long sourceOffset = 0, long length = -1)
    {
        ArgumentNullException.ThrowIfNull(source);
        _bytes.CopyFrom(source._bytes, offset, sourceOffset, length);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many; nothing was changed.</exception>
    /// <exception cref="ArgumentException">Its elements are no numbers.</exception>
    public void CopyTo(Array destination, long offset = 0) => _bytes.CopyTo(destination, offset);

    /// <summary>Copies bytes into an array of the caller's own.</summary>
    /// <param name="offset">Of the first byte; from 0.</param>
    /// <param name="length">How many bytes; -1 for all that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes.</exception>
    public byte[] ToArray(long offset = 0, int length = -1) => _bytes.ToArray(offset, length);

    /// <summary>Sets bytes to one value.</summary>
    /// <param name="value">Of each.</param>
    /// <param name="offset">Of the first byte; from 0.</param>
    /// <param name="length">How many bytes; -1 for all that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes; nothing was changed.</exception>
    public void Fill(byte value, long offset = 0, long length = -1) => _bytes.Fill(value, offset, length);

    /// <summary>Reads a file into the memory, without a copy in between.</summary>
    /// <param name="path">The file. A relative one is the host's business: see <see cref="IpcHosting.FullPath"/>.</param>
    /// <param name="offset">Where its first byte goes; from 0.</param>
    /// <returns>How many bytes were read: all that the file has.</returns>
    /// <exception cref="ArgumentOutOfRangeException">They do not fit; nothing was changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public long CopyFromFile(string path, long offset = 0) => _bytes.CopyFromFile(path, offset);

    /// <summary>Writes bytes to a file, without a copy in between. An existing file is replaced.</summary>
    /// <param name="path">The file. A relative one is the host's business: see <see cref="IpcHosting.FullPath"/>.</param>
    /// <param name="offset">Of the first byte; from 0.</param>
    /// <param name="length">How many bytes; -1 for all that follow.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such bytes; the file was not touched.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void CopyToFile(string path, long offset = 0, long length = -1) => _bytes.CopyToFile(path, offset, length);

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new IndexedReads(parameter, this);

    // Its size and name stay when it has ended; reading its bytes says so itself.
    void IReadByIndex.ThrowIfEnded(string member)
    {
    }

    object? IReadByIndex.ReadAt(object? index) => Slices.Get(AsArray<byte>(), index);

    void IReadByIndex.WriteAt(object? index, object? value) => Slices.Set(AsArray<byte>(), index, value);

    Region IBytesOwner.Region => Region;

    long IBytesOwner.DataAt => DataAt;

    string IBytesOwner.Describe() => Describe();

    void IBytesOwner.BeginUse()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
    }

    // The mapping stays until nobody refers to the region any more.
    void IBytesOwner.EndUse()
    {
    }
}
