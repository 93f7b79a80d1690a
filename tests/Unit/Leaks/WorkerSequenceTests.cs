using System.Diagnostics;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Leaks;

/// <summary>Many workers, one after the other, leave the process that started them as it was.</summary>
[Collection(LastCollection.Name)]
public sealed class WorkerSequenceTests : IDisposable
{
    private const int Warm = 12;

    private readonly HostedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Thirty_three_by_three_leave_memory_handles_threads_and_processes_where_they_were() => LeaveAllWhereItWas(30, atOnce: 3);

    [Fact]
    [Trait("Category", "Soak")]
    public void Two_hundred_in_sequence_leave_memory_handles_threads_and_processes_where_they_were() =>
        LeaveAllWhereItWas(200, atOnce: 1);

    private void LeaveAllWhereItWas(int many, int atOnce)
    {
        Run(Warm, atOnce); // What is made once is there now: the hub, its thread, compiled code.
        Usage before = Usage.Now();
        Run(many, atOnce);
        Usage after = Usage.Now();

        // What stayed of a worker would show as many times over. A few are the runtime's own coming and going.
        int few = Math.Min(many * 5 / 6, 50);
        Assert.True(after.Handles < before.Handles + few, $"{before} became {after}");
        Assert.True(after.Threads < before.Threads + few, $"{before} became {after}");
        Assert.True(after.Files <= before.Files, $"{before} became {after}");
        Assert.True(after.Children <= before.Children, $"{before} became {after}");
        Assert.True(after.Memory < before.Memory + (many * 16L << 10), $"{before} became {after}");
    }

    private void Run(int count, int atOnce)
    {
        for (int i = 0; i < count; i += atOnce)
        {
            // Each sends something, so that what it was received in would be seen, too.
            Assert.Equal(
                Enumerable.Repeat("20000", atOnce),
                _shell.Run("Start-IpcWorker -Count $args[0] { [byte[]]::new(20000).Length } | Receive-IpcWorker "
                    + "-Wait -AutoRemove", atOnce)
                    .Select(length => $"{length}"));
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
