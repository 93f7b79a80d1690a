using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Primitives;

/// <summary>
/// Bytes in shared memory as a stream, as arrays of any element type, or in place: what a memory and a loan have in
/// common. From any thread.
/// </summary>
internal sealed unsafe class SharedBytes(IBytesOwner owner, long size)
{
    private const int MostAtOnce = 1 << 30;

    private readonly byte* _data = owner.Region.Address(owner.DataAt);

    public long Size => size;

    /// <summary>The bytes in place; only as long as the owner has them.</summary>
    public Span<byte> AsSpan(long offset, int length)
    {
        using BytesInUse use = new(owner);
        return SpanOf(offset, length);
    }

    public IpcMemoryView<T> AsArray<T>(long offset, int count)
        where T : unmanaged
    {
        Element.CodeOf(typeof(T));
        using BytesInUse use = new(owner);
        return new IpcMemoryView<T>(owner, offset, CountElements(offset, count, Unsafe.SizeOf<T>()));
    }

    public IpcMemoryView AsArray(Type elementType, long offset, int count)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        return Element.CodeOf(elementType) switch
        {
            IpcElementType.Boolean => AsArray<bool>(offset, count),
            IpcElementType.SByte => AsArray<sbyte>(offset, count),
            IpcElementType.Byte => AsArray<byte>(offset, count),
            IpcElementType.Int16 => AsArray<short>(offset, count),
            IpcElementType.UInt16 => AsArray<ushort>(offset, count),
            IpcElementType.Int32 => AsArray<int>(offset, count),
            IpcElementType.UInt32 => AsArray<uint>(offset, count),
            IpcElementType.Int64 => AsArray<long>(offset, count),
            IpcElementType.UInt64 => AsArray<ulong>(offset, count),
            IpcElementType.Single => AsArray<float>(offset, count),
            IpcElementType.Double => AsArray<double>(offset, count),
            _ => AsArray<char>(offset, count),
        };
    }

    public Stream AsStream(long offset, long length)
    {
        using BytesInUse use = new(owner);
        return new IpcMemoryStream(owner, this, offset, CheckRange(offset, length));
    }

    public void CopyFrom(Array source, long offset)
    {
        ArgumentNullException.ThrowIfNull(source);
        Array plain = source.GetType().GetElementType()!.IsPrimitive ? source : Element.Convert<byte>(source, owner.Region);
        CopyFrom(BytesOf(plain), offset);
    }

    public void CopyFrom(ReadOnlySpan<byte> bytes, long offset)
    {
        using BytesInUse use = new(owner);
        CheckRange(offset, bytes.Length, "Nothing was changed.");
        bytes.CopyTo(new Span<byte>(_data + offset, bytes.Length));
    }

    public void CopyFrom(SharedBytes source, long offset, long sourceOffset, long length)
    {
        using BytesInUse from = new(source.Owner);
        using BytesInUse use = new(owner);
        long count = source.CheckRange(sourceOffset, length);
        CheckRange(offset, count, "Nothing was changed.");
        Buffer.MemoryCopy(source._data + sourceOffset, _data + offset, count, count);
    }

    public void CopyTo(Array destination, long offset)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!destination.GetType().GetElementType()!.IsPrimitive)
        {
            throw new ArgumentException(
                $"Bytes go to an array of numbers, and this is [{destination.GetType().Name}]: make one with "
                    + $"[byte[]]::new({size}), or take ToArray().",
                nameof(destination));
        }

        CopyTo(BytesOf(destination), offset);
    }

    public void CopyTo(Span<byte> destination, long offset)
    {
        using BytesInUse use = new(owner);
        CheckRange(offset, destination.Length, "Nothing was copied.");
        new ReadOnlySpan<byte>(_data + offset, destination.Length).CopyTo(destination);
    }

    public byte[] ToArray(long offset, int length)
    {
        using BytesInUse use = new(owner);
        return SpanOf(offset, length).ToArray();
    }

    public void Fill(byte value, long offset, long length)
    {
        using BytesInUse use = new(owner);
        long count = CheckRange(offset, length);
        for (byte* at = _data + offset; count > 0;)
        {
            int step = (int)Math.Min(count, int.MaxValue);
            new Span<byte>(at, step).Fill(value);
            at += step;
            count -= step;
        }
    }

    public long CopyFromFile(string path, long offset)
    {
        using SafeFileHandle file = File.OpenHandle(IpcHosting.FullPathOf(path), options: FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(file);
        using BytesInUse use = new(owner);
        CheckRange(offset, length, "Nothing was changed.");
        long done = 0;
        while (done < length)
        {
            int step = (int)Math.Min(length - done, MostAtOnce);
            int read = RandomAccess.Read(file, new Span<byte>(_data + offset + done, step), done);
            if (read == 0)
            {
                break; // It has become shorter meanwhile.
            }

            done += read;
        }

        return done;
    }

    public void CopyToFile(string path, long offset, long length)
    {
        long count;
        using (new BytesInUse(owner))
        {
            count = CheckRange(offset, length); // Before there is a file.
        }

        using SafeFileHandle file = File.OpenHandle(IpcHosting.FullPathOf(path), FileMode.Create, FileAccess.Write);
        using BytesInUse use = new(owner); // Not while it is opened, which may take for ever.
        for (long done = 0; done < count;)
        {
            int step = (int)Math.Min(count - done, MostAtOnce);
            RandomAccess.Write(file, new ReadOnlySpan<byte>(_data + offset + done, step), done);
            done += step;
        }
    }

    private IBytesOwner Owner => owner;

    private Span<byte> SpanOf(long offset, int length) => new(_data + offset, checked((int)CheckRange(offset, length)));

    /// <summary>Checks that there are such bytes, and says how many.</summary>
    private long CheckRange(long offset, long length, string outcome = "")
    {
        long count = length == -1 && offset <= size ? size - offset : length;
        if (offset < 0 || count < 0 || count > size - offset)
        {
            throw new ArgumentOutOfRangeException(
                offset < 0 || offset > size ? nameof(offset) : nameof(length),
                $"The {owner.Describe()} has {size:N0} bytes: there are no {length:N0} at offset {offset:N0}. {outcome}".TrimEnd());
        }

        return count;
    }

    private int CountElements(long offset, int count, int size)
    {
        if (offset % size != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"Elements of {size} bytes begin at a multiple of {size}: reading and setting them "
                    + "would tear elsewhere.");
        }

        long bytes = CheckRange(offset, count == -1 ? -1 : (long)count * size);
        return (int)Math.Min(bytes / size, Array.MaxLength);
    }

    private static Span<byte> BytesOf(Array plain) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(plain), Buffer.ByteLength(plain));
}
