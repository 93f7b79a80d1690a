using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

/// <summary>
/// The memory of a file in this process. It is not unmapped by itself: whoever made it says when nobody can touch it
/// any more.
/// </summary>
internal sealed unsafe class RegionMapping
{
    private long _length;

    private RegionMapping(byte* start, long length)
    {
        Start = start;
        _length = length;
    }

    /// <summary>Where it begins.</summary>
    public byte* Start { get; }

    /// <summary>How far it goes, in bytes.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>
    /// Maps a file, with address space behind its end, so that nothing has to be mapped anew when it grows.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="size">How much of it is needed at least, in bytes.</param>
    /// <param name="reserve">How much address space to keep; less is taken where that is limited (ulimit -v).</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public static RegionMapping Map(RegionFile file, long size, long reserve)
    {
        long length = Math.Max(size, reserve);
        while (true)
        {
            nint address = Libc.mmap(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, file.Handle, 0);
            if (address != -1)
            {
                return new RegionMapping((byte*)address, length);
            }

            if (length <= size)
            {
                throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"Mapping {length:N0} bytes failed");
            }

            length = Math.Max(size, length / 4);
        }
    }

    /// <summary>Unmaps all but the beginning.</summary>
    public void Trim(long keep)
    {
        long length = _length;
        if (length > keep)
        {
            Volatile.Write(ref _length, keep);
            _ = Libc.munmap((nint)(Start + keep), (nuint)(length - keep));
        }
    }

    /// <summary>Unmaps all of it.</summary>
    public void Unmap() => _ = Libc.munmap((nint)Start, (nuint)_length);

    /// <summary>
    /// Has the system provide whole pages of this process's own memory at once: touching them one by one costs a fault
    /// for each. Where the system does not know how, it stays as it is.
    /// </summary>
    public static void Populate(nuint start, nuint length) =>
        _ = Libc.madvise((nint)start, length, Libc.MADV_POPULATE_WRITE);
}
