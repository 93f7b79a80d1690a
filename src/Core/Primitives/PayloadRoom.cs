using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// Where the data of an array or a memory stands behind its lock: what is short shares the first page with the header,
/// what is long begins at <see cref="RegionLayout.Data"/>.
/// </summary>
internal static class PayloadRoom
{
    private const int InlineAt = RegionLayout.PayloadAt + 64;

    /// <summary>Bytes to reserve behind the first page; 0 for what fits there.</summary>
    /// <param name="bytes">Of data.</param>
    /// <param name="givenLock">Whether the object is made on a lock that there is already, whose name stands there, too.</param>
    public static long DataSize(long bytes, bool givenLock = false) => bytes <= InlineSize(givenLock) ? 0 : bytes;

    /// <summary>Where the data of an object begins.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: the file is too short for it.</exception>
    public static long At(Region region, long bytes, bool givenLock = false)
    {
        if (bytes <= InlineSize(givenLock))
        {
            return InlineAt;
        }

        return RegionLayout.Data + bytes <= region.Size
            ? RegionLayout.Data
            : throw region.Corrupt($"it should have {bytes:N0} bytes of data and is shorter");
    }

    // The most bytes that the first page has room for.
    private static int InlineSize(bool givenLock) => (givenLock ? LockLink.At : LockWaiters.At) - InlineAt;
}
