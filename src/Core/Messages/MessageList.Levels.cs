using Ipc.Platform.CrashPoints;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>The lists of a queue with priorities: one for each level.</summary>
/// <remarks>
/// <para>Level 0, the lowest, is the list of every queue; level <em>n</em> above it is list <em>n</em> + 1, since the log of
/// what is leased stands where list 1 would. All of them use the wait words of the first, and are completed with it: who
/// waits need not know what comes.</para>
/// <para>The first list, made by <see cref="WithLevels"/>, speaks for all: it is empty when all are, and counts what all
/// have. What sends, takes and repairs is about one list, which is mostly that of <see cref="Front"/>: a message is sent and
/// received by one store of its list, as everywhere. Whether a list is empty is read from its head and tail, outside of the
/// mutex too, so a message of a sender that has just died is seen.</para>
/// </remarks>
internal sealed partial class MessageList
{
    /// <summary>How many levels there are, from 0 on.</summary>
    public const int LevelCount = 10;

    private MessageList[]? _levels;

    /// <summary>Which priority its messages have.</summary>
    public int Level { get; }

    public bool HasLevels => _levels is not null;

    /// <summary>The list of the highest level that has a message; where none has, the first.</summary>
    public MessageList Front => _levels is null ? this : FindFront(_levels);

    /// <summary>The lists of a queue with priorities; the first one speaks for all.</summary>
    public static MessageList WithLevels(Region region)
    {
        MessageList first = new(region, 0);
        first._levels = [.. Enumerable.Range(0, LevelCount).Select(level => level == 0 ? first : OfLevel(region, level))];
        return first;
    }

    /// <summary>Which list has the messages of a level.</summary>
    public static int IndexOf(int level) => level == 0 ? 0 : level + 1;

    /// <summary>The list of a level, or this one where there are no levels.</summary>
    public MessageList OfPriority(uint level) => _levels is null ? this : _levels[level];

    /// <summary>All of them, the highest level first.</summary>
    public IEnumerable<MessageList> FromHighest() => _levels is null ? [this] : Enumerable.Reverse(_levels);

    /// <summary>
    /// Drops every message, of the highest level first: a process that dies in between leaves the lower ones. Inside the mutex.
    /// </summary>
    public void ClearAll()
    {
        foreach (MessageList list in FromHighest())
        {
            list.Clear();
            CrashPoint.Reach(CrashStep.LevelCleared);
        }
    }

    private static MessageList OfLevel(Region region, int level) => new(region, IndexOf(level), 0, level);

    private static MessageList FindFront(MessageList[] levels)
    {
        for (int level = levels.Length - 1; level > 0; level--)
        {
            MessageList list = levels[level];
            if (list._head.Value != list._tail.Value)
            {
                return list;
            }
        }

        return levels[0];
    }

    private bool IsEmptyAbove() => FindFront(_levels!) == this;

    private long CountAbove()
    {
        long count = 0;
        for (int level = 1; level < LevelCount; level++)
        {
            count += _levels![level].Count;
        }

        return count;
    }

    private long BytesAbove()
    {
        long bytes = 0;
        for (int level = 1; level < LevelCount; level++)
        {
            bytes += _levels![level].Bytes;
        }

        return bytes;
    }
}
