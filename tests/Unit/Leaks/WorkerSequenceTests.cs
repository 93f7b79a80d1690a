using System.Diagnostics;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Leaks;

/// <summary>Many workers, one after the other, leave the process that started them as it was.</summary>
[Collection(LastCollection.Name)]
public sealed class WorkerSequenceTests : IDisposable
{
    private const int Warm = 10;

    // Two hundred take minutes, so where time is short the variable says fewer; one that stays shows from fifty on.
    private static readonly int s_many = int.TryParse(Environment.GetEnvironmentVariable("IPC_TEST_WORKERS"), out int count) ? Math.Max(count, 60) : 200;

    private readonly HostedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Two_hundred_or_so_in_sequence_leave_memory_handles_threads_and_processes_where_they_were()
    {
        Run(Warm); // What is made once is there now: the hub, its thread, compiled code.
        Usage before = Usage.Now();
        Run(s_many);
        Usage after = Usage.Now();

        // A worker that stayed would show as many times over. A few are the runtime's own coming and going.
        Assert.True(after.Handles < before.Handles + 50, $"{before} became {after}");
        Assert.True(after.Threads < before.Threads + 50, $"{before} became {after}");
        Assert.True(after.Files <= before.Files, $"{before} became {after}");
        Assert.True(after.Children <= before.Children, $"{before} became {after}");
        Assert.True(after.Memory < before.Memory + (s_many * 16L << 10), $"{before} became {after}");
    }

    private void Run(int count)
    {
        for (int i = 0; i < count; i++)
        {
            // Each sends something, so that what it was received in would be seen, too.
            Assert.Equal("20000", _shell.Get("Start-IpcWorker { [byte[]]::new(20000).Length } | Receive-IpcWorker -Wait -AutoRemove")?.ToString());
        }
    }

    private sealed record Usage(long Memory, int Handles, int Threads, int Files, int Children)
    {
        public static Usage Now()
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            using Process self = Process.GetCurrentProcess();
            return new Usage(
                GC.GetTotalMemory(forceFullCollection: true),
                Directory.GetFiles("/proc/self/fd").Length,
                self.Threads.Count,
                Directory.GetFileSystemEntries(TestHome.Path).Length,
                LeakTests.Children().Count());
        }
    }
}
