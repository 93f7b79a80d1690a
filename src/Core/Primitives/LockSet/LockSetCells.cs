using System.Globalization;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>Where the locks of a lock set stand, and what each of them is called.</summary>
/// <remarks>
/// Lock i is a <see cref="LockCell"/> at <see cref="RegionLayout.Data"/> + 64 i, on a line of memory of its own: who
/// uses one of them does not slow down who uses its neighbours. All of them share one header, one table of participants
/// and one list of waiters.
/// </remarks>
internal static partial class LockSetCells
{
    public const int Stride = 64;

    public static int At(int index) => RegionLayout.Data + (index * Stride);

    /// <summary>
    /// How many locks a set has that can be touched, whatever damage says: as many as its header names, or none if the
    /// file ends before.
    /// </summary>
    public static int CountIn(Region region)
    {
        ulong count = region.Parameter(1);
        if (count > IpcLockSet.MaximumCount)
        {
            return 0;
        }

        long end = RegionLayout.Data + ((long)count * Stride);
        return end <= region.Limit && region.Reaches(end) ? (int)count : 0;
    }

    /// <summary>
    /// By which one lock of a set is opened, and what it is called: <c>accounts[17]</c>. No name of an object can look
    /// so.
    /// </summary>
    public static string IdOf(string set, int index) => string.Create(CultureInfo.InvariantCulture, $"{set}[{index}]");

    /// <summary>Takes apart what <see cref="IdOf"/> has made.</summary>
    public static bool TryParse(string id, out string set, out int index)
    {
        int bracket = id.IndexOf('[', StringComparison.Ordinal);
        if (bracket > 0 && id[^1] == ']'
            && int.TryParse(id.AsSpan(bracket + 1, id.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            set = id[..bracket];
            return true;
        }

        set = "";
        index = -1;
        return false;
    }

    /// <summary>One lock of a set, in the middle of a sentence.</summary>
    public static string Describe(Region region, int index) =>
        region.IsNamed ? $"lock '{IdOf(region.Id, index)}'" : $"lock {index} of an anonymous lock set";
}
