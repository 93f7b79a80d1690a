using System.Runtime.InteropServices;
using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>Arrays of primitive types as bytes.</summary>
internal static unsafe class RawArray
{
    private const nuint PageMask = RegionLayout.PageSize - 1;

    /// <summary>The elements as they stand in memory.</summary>
    public static Span<byte> BytesOf(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    /// <summary>
    /// Has the system provide the memory of a fresh array at once: touching it page by page costs a fault for each, and
    /// whoever copies into it inside a mutex keeps others waiting meanwhile. Where the system does not know how, it
    /// stays as it is.
    /// </summary>
    public static void Populate(Array array)
    {
        fixed (byte* start = BytesOf(array))
        {
            nuint first = ((nuint)start + PageMask) & ~PageMask;
            nuint end = ((nuint)start + (nuint)Buffer.ByteLength(array)) & ~PageMask;
            if (end > first)
            {
                RegionMapping.Populate(first, end - first);
            }
        }
    }
}
