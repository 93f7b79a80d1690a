using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// What the last party does in every phase, as bytes whose meaning is the host's: their length (4) and the bytes, at
/// <see cref="RegionLayout.Data"/>. Written before the barrier has a name, and never changed.
/// </summary>
internal static class BarrierAction
{
    public const int Longest = 1_000_000;

    /// <summary>How much room an action needs.</summary>
    public static long SizeOf(ReadOnlyMemory<byte> action) => action.IsEmpty ? 0 : action.Length + sizeof(uint);

    /// <summary>The number by which two actions are told apart; 0 for none.</summary>
    public static ulong MarkOf(ReadOnlyMemory<byte> action)
    {
        if (action.IsEmpty)
        {
            return 0;
        }

        ulong hash = 14_695_981_039_346_656_037; // FNV-1a.
        foreach (byte one in action.Span)
        {
            hash = unchecked((hash ^ one) * 1_099_511_628_211);
        }

        return Math.Max(hash, 1);
    }

    public static void Write(Region region, ReadOnlyMemory<byte> action)
    {
        if (!action.IsEmpty)
        {
            region.Word(RegionLayout.Data).Value = (uint)action.Length;
            action.Span.CopyTo(region.Bytes(RegionLayout.Data + sizeof(uint), action.Length));
        }
    }

    /// <summary>What was written, after checking that it is there.</summary>
    public static ReadOnlyMemory<byte> Read(Region region)
    {
        if (region.Parameter(2) == 0)
        {
            return default;
        }

        long end = RegionLayout.Data + sizeof(uint);
        uint length = end <= region.Limit && region.Reaches(end) ? region.Word(RegionLayout.Data).Value : 0;
        end += length;
        return length is > 0 and <= Longest && end <= region.Limit && region.Reaches(end)
            ? region.Bytes(RegionLayout.Data + sizeof(uint), (int)length).ToArray()
            : throw region.Corrupt("its action is not where it should be");
    }
}
