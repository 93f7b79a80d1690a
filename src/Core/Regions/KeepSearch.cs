using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// Whether anybody can still receive what refers to an object that no process has open: whether one of its containers,
/// or one of theirs and so on, is open in a living process, or persistent. What refers to each other only, and be it
/// itself, is kept by nobody.
/// </summary>
/// <remarks>
/// <para>(1) From the object to its containers, as far as their messages do refer to it, and on to theirs. Each is
/// visited, and read inside its mutex; never is one inside two of them. (2) The first that is held answers the
/// question. (3) If there is none, all of them are read once more: nobody has joined any of them, nobody holds it, and
/// no entry has changed. So at the moment between the two readings nobody could have received anything: who sends
/// something into one of them takes part in what it refers to, and changes an entry. (4) If anything has changed, it
/// begins again; after some times the object counts as kept, since somebody is at work there who will look.</para>
/// <para>Only where an object has lost its last process while a message refers to it. Cost: a visit for each
/// container, some 50 µs, and finding it by its creation id (<see cref="RegionFinder"/>).</para>
/// </remarks>
internal sealed class KeepSearch
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<ulong, Node> _nodes = [];

    private KeepSearch()
    {
    }

    /// <summary>Whether anybody may receive what refers to an object.</summary>
    /// <param name="start">The object, which nobody else has open.</param>
    /// <param name="entries">Its entries as they were read; the caller compares them when it acts on the answer.</param>
    public static bool IsKept(Region start, List<ContainerEntry> entries)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            KeepSearch search = new();
            try
            {
                if (search.Finds(start, entries))
                {
                    return true;
                }

                if (search._nodes.Values.All(node => node.IsUnchanged()))
                {
                    return false;
                }
            }
            catch (IpcException)
            {
                return true; // It cannot be known.
            }
            finally
            {
                foreach (Node node in search._nodes.Values)
                {
                    node.Region.EndVisit();
                }
            }
        }

        return true;
    }

    private bool Finds(Region start, List<ContainerEntry> entries)
    {
        Queue<(Region Object, List<ContainerEntry> Entries)> toRead = new();
        toRead.Enqueue((start, entries));
        while (toRead.TryDequeue(out (Region Object, List<ContainerEntry> Entries) next))
        {
            foreach (ContainerEntry entry in next.Entries)
            {
                if (entry.Container == start.Instance || _nodes.ContainsKey(entry.Container))
                {
                    continue;
                }

                if (RegionRegistry.FindInstance(entry.Container) is { } known)
                {
                    if (known.Refers(next.Object.Instance, next.Object.Descriptor, entry.Held, Deadline.After(s_patience)) != false)
                    {
                        return true;
                    }

                    continue;
                }

                if (Read(entry, next.Object) is not { } node)
                {
                    continue;
                }

                if (node.IsHeld)
                {
                    return true;
                }

                toRead.Enqueue((node.Region, node.Entries));
            }
        }

        return false;
    }

    // Null for a container that is gone, or does not refer to the object.
    private Node? Read(in ContainerEntry entry, Region contained)
    {
        if (RegionFinder.Visit(entry.Container) is not { } visit)
        {
            return null;
        }

        Node? node = null;
        try
        {
            node = Node.TryRead(visit, contained, entry.Held);
            if (node is not null)
            {
                _nodes.Add(entry.Container, node);
            }

            return node;
        }
        finally
        {
            if (node is null)
            {
                visit.EndVisit();
            }
        }
    }

    /// <summary>A container as it was read.</summary>
    private sealed record Node(Region Region, uint Joins, bool IsHeld, List<ContainerEntry> Entries)
    {
        public static Node? TryRead(Region visit, Region contained, uint held) => Inside(
            visit,
            () => visit.RefersInside(contained.Instance, contained.Descriptor, held)
                ? new Node(visit, visit.Joins, visit.IsHeldOrPersistent, visit.Entries())
                : null);

        public bool IsUnchanged() => Inside(
            Region,
            () => Region.Joins == Joins && !Region.IsHeldOrPersistent && Region.Entries().SequenceEqual(Entries));

        private static T Inside<T>(Region visit, Func<T> read)
        {
            if (!visit.AcquireMutex(Deadline.After(s_patience), CancellationToken.None))
            {
                throw new IpcException(IpcError.Timeout, "Somebody is paused inside.");
            }

            try
            {
                return read();
            }
            finally
            {
                visit.Mutex.Release();
            }
        }
    }
}
