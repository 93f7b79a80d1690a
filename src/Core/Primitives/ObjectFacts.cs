using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>How an object stands at one moment: what every kind can say of itself in the same words.</summary>
internal sealed record ObjectFacts
{
    /// <summary>
    /// Messages waiting, elements, free permits and so on, as the kind has it; null where nothing is counted.
    /// </summary>
    public long? Count { get; init; }

    /// <summary>The most that <see cref="Count"/> can be; null where there is no limit.</summary>
    public long? Capacity { get; init; }

    /// <summary>What else there is to say, in words.</summary>
    public string Details { get; init; } = "";

    /// <summary>Who is inside, or has permits.</summary>
    public IReadOnlyList<IpcHolder> HeldBy { get; init; } = [];

    /// <summary>Who waits, once for each thread.</summary>
    public IReadOnlyList<ProcessIdentity> Waiters { get; init; } = [];

    /// <summary>The same with those who sleep at the object, as the slots say.</summary>
    /// <param name="view">The object.</param>
    /// <param name="first">What <see cref="SleeperCounts.First"/> do, in words.</param>
    /// <param name="second">What <see cref="SleeperCounts.Second"/> do.</param>
    /// <param name="third">What <see cref="SleeperCounts.Third"/> do.</param>
    public ObjectFacts WithSleepers(in RegionView view, string first = "waiting", string second = "", string third = "")
    {
        List<ProcessIdentity> waiters = view.Participants.ReadSleepers(out SleeperCounts counts);
        return this with
        {
            Waiters = waiters,
            Details = Words(Details, Some(counts.First, first), Some(counts.Second, second), Some(counts.Third, third)),
        };
    }

    /// <summary>Words with commas between them; empty ones are left out.</summary>
    public static string Words(params string[] words) => string.Join(", ", words.Where(word => word.Length > 0));

    /// <summary>The holders in words; empty when there are none.</summary>
    public static string HeldByWords(IReadOnlyList<IpcHolder> holders) =>
        holders.Count == 0 ? "" : "held by " + string.Join(", ", holders.Select(holder => holder.Process));

    /// <summary>A number of something in words; empty for none.</summary>
    public static string Some(int count, string what) => count == 0 ? "" : $"{count:N0} {what}";
}
