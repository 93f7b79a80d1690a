using System.Collections.ObjectModel;
using System.Data;

namespace Ipc.Commands;

/// <summary>What the writer remembers of one message: the containers and the lists of type names it has met.</summary>
internal sealed class EncodingSession
{
    private const int RecentLists = 8;

    private readonly List<(Collection<string> Names, bool Degraded)> _typeNames = [];

    /// <summary>The containers that have a number.</summary>
    public ReferenceTable References { get; } = new();

    /// <summary>The tables of the rows so far.</summary>
    public List<DataTable> Tables { get; } = [];

    /// <summary>Knows the live objects.</summary>
    public ILiveObjects Live { get; set; } = NoLiveObjects.Instance;

    /// <summary>Whether secrets cross, encrypted.</summary>
    public bool AllowSecret { get; set; }

    /// <summary>How many records this message is inside of.</summary>
    public int NestedRecords { get; set; }

    /// <summary>
    /// The number of a list of type names, or -1 after giving it the next one. The engine shares the list of a type
    /// among its objects, so that mostly the references agree; for those made by hand a few recent ones are compared.
    /// </summary>
    public int FindOrAddTypeNames(Collection<string> names, bool degraded)
    {
        for (int i = _typeNames.Count - 1; i >= 0; i--)
        {
            if (_typeNames[i].Degraded == degraded
                && (ReferenceEquals(_typeNames[i].Names, names)
                    || (i >= _typeNames.Count - RecentLists && Same(_typeNames[i].Names, names))))
            {
                return i;
            }

            if (_typeNames.Count - i > 256)
            {
                break;
            }
        }

        _typeNames.Add((names, degraded));
        return -1;
    }

    /// <summary>Makes it ready for the next message, holding on to nothing.</summary>
    public void Clear()
    {
        References.Clear();
        _typeNames.Clear();
        Tables.Clear();
        Live = NoLiveObjects.Instance;
        NestedRecords = 0;
        AllowSecret = false;
    }

    private static bool Same(Collection<string> left, Collection<string> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }
}
