using System.Collections.Concurrent;

namespace Ipc.Messages;

/// <summary>Which runs this process has had mapped: the pages of others cost a fault each when they are touched.</summary>
internal sealed class TouchedRuns
{
    private readonly ConcurrentDictionary<long, long> _lengths = new();

    /// <summary>Whether bytes from a place on are new here; from now on they are not.</summary>
    public bool TryAdd(long at, long length)
    {
        if (_lengths.TryGetValue(at, out long known) && known >= length)
        {
            return false;
        }

        _lengths[at] = length;
        return true;
    }
}
