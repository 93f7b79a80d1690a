using System.Diagnostics;
using System.Globalization;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;
using Ipc.Tests.Pester;

namespace Ipc.Tests.Leaks;

/// <summary>The last test of the run: whatever ran before it has left nothing behind.</summary>
[Collection(LastCollection.Name)]
public sealed class LeakTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    [Fact]
    public void Nothing_is_left_of_all_that_the_tests_made()
    {
        PeerProcess.EndIdle();
        Leftovers.Sweep(RegionFolder.Default); // Of processes that tests have killed: theirs to leave, ours to clear.
        long start = Stopwatch.GetTimestamp();
        string[] left;
        do
        {
            // Handles that a test dropped are closed when they are collected, on threads of the pool.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(50);
            left = [.. Files().Concat(Descriptors()).Concat(Mappings()).Where(IsNotForLife), .. Children(), .. PesterSession.Left];
        }
        while (left.Length > 0 && Stopwatch.GetElapsedTime(start) < s_patience);

        Assert.True(left.Length == 0, "Left over:\n" + string.Join('\n', left));
    }

    // The queue on which this process hears from its workers is there until it ends.
    private static bool IsNotForLife(string left) => Ipc.Commands.WorkerHub.Existing is not { } hub
        || (!left.Contains(hub.Results.Id, StringComparison.Ordinal) && !left.Contains($"#{hub.Results.Region.FileKey.Inode} ", StringComparison.Ordinal));

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFileSystemEntries(TestHome.Path).Select(path => "file " + path);

    // Those of the folder's files, and of processes that were watched: both end with what they were for.
    private static IEnumerable<string> Descriptors()
    {
        foreach (string path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string? target = File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName;
            if (target is not null && (target.Contains(TestHome.Path + "/", StringComparison.Ordinal) || target.Contains("[pidfd]", StringComparison.Ordinal)))
            {
                yield return "descriptor " + target;
            }
        }
    }

    private static IEnumerable<string> Mappings() => File.ReadLines("/proc/self/maps")
        .Where(line => line.Contains(TestHome.Path + "/", StringComparison.Ordinal)).Select(line => "mapping " + line);

    /// <summary>The processes that this one has started and that it has not collected yet.</summary>
    internal static IEnumerable<string> Children()
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid))
            {
                continue;
            }

            string stat;
            try
            {
                stat = File.ReadAllText($"/proc/{pid}/stat");
            }
            catch (IOException)
            {
                continue; // Ended while we looked.
            }

            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (int.Parse(fields[1], CultureInfo.InvariantCulture) == Environment.ProcessId)
            {
                yield return $"process {stat[..(stat.LastIndexOf(')') + 1)]} {fields[0]}";
            }
        }
    }
}
