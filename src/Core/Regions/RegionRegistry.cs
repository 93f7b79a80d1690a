using System.Diagnostics;
using Ipc.Platform;
using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>The regions that this process has open, by file: opening one twice gives the same region.</summary>
internal static class RegionRegistry
{
    // Of all objects together, for those who are paused inside one; and of each, for those who are about to leave it.
    private static readonly TimeSpan s_patienceAtExit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_leastAtExit = TimeSpan.FromMilliseconds(20);

    private static readonly object s_gate = new();
    private static readonly object s_leaving = new();
    private static readonly Dictionary<FileKey, Region> s_open = [];
    private static readonly Dictionary<Region, FileKey> s_keys = [];
    private static readonly HashSet<Region> s_subscribed = [];

    static RegionRegistry()
    {
        PeerWatcher.Died += process =>
        {
            foreach (Region region in Snapshot())
            {
                region.OnDeath(process);
            }
        };

        // An orderly end leaves nothing behind; after any other, the peers clean up.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => LeaveAll();
    }

    /// <summary>
    /// Leaves every object, as this process is about to end. Whoever calls it while another thread is at it waits for
    /// that one: the process ends when either returns.
    /// </summary>
    public static void LeaveAll()
    {
        lock (s_leaving)
        {
            long start = Stopwatch.GetTimestamp();
            foreach (Region region in Snapshot())
            {
                TimeSpan left = s_patienceAtExit - Stopwatch.GetElapsedTime(start);
                region.Leave(left > s_leastAtExit ? left : s_leastAtExit, atExit: true);
            }
        }
    }

    /// <summary>
    /// From now on also SIGTERM, or SIGHUP of a closed terminal, is an orderly end. For a program that handles these
    /// signals itself, and goes on for a while, that is wrong: it ends as usual when it is ready. Once in a process.
    /// </summary>
    public static void LeaveWhenTerminated() => TerminationSignals.Before(LeaveAll);

    public static void Add(Region region) => AddOrGet(region, region.FileKey);

    /// <summary>
    /// From now on the region is told of deaths: before it first waits for anything, and until it has left.
    /// </summary>
    public static void Subscribe(Region region)
    {
        lock (s_gate)
        {
            s_subscribed.Add(region);
        }
    }

    public static void Unsubscribe(Region region)
    {
        lock (s_gate)
        {
            s_subscribed.Remove(region);
        }
    }

    /// <summary>Registers a region, unless its file is open already: then that one is the answer.</summary>
    public static Region AddOrGet(Region region, FileKey key)
    {
        lock (s_gate)
        {
            if (s_open.TryGetValue(key, out Region? known) && !known.IsLeaving && !known.IsRemoved)
            {
                return known;
            }

            s_open[key] = region;
            s_keys[region] = key;
            return region;
        }
    }

    public static Region? Find(FileKey key)
    {
        lock (s_gate)
        {
            return s_open.TryGetValue(key, out Region? region) && !region.IsLeaving && !region.IsRemoved ? region : null;
        }
    }

    /// <summary>The region of an object in which this process takes part, by its creation id.</summary>
    public static Region? FindInstance(ulong instance)
    {
        lock (s_gate)
        {
            foreach (Region region in s_open.Values)
            {
                if (region.Instance == instance && !region.IsLeaving && !region.IsRemoved)
                {
                    return region;
                }
            }

            return null;
        }
    }

    /// <summary>Whoever opens the file from now on gets another region.</summary>
    public static void Forget(Region region)
    {
        lock (s_gate)
        {
            if (s_keys.Remove(region, out FileKey? key) && s_open.TryGetValue(key, out Region? known) && known == region)
            {
                s_open.Remove(key);
            }
        }
    }

    /// <summary>The regions in which this process takes part at this moment.</summary>
    public static Region[] Snapshot()
    {
        lock (s_gate)
        {
            return [.. s_subscribed];
        }
    }
}
