using System.Globalization;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>What becomes of the processes that a worker's script has started.</summary>
public sealed class WorkerChildrenTests : IDisposable
{
    // A shell between worker and child, so that the child is nobody's direct concern; it says its number and stays.
    private const string Begin = """
        $told = New-IpcQueue
        $worker = Start-IpcWorker { sh -c 'sleep 1000 >/dev/null & echo $!; wait' | ForEach-Object { Send-IpcQueue $using:told $_ } }
        [int](Receive-IpcQueue $told)
        """;

    private readonly HostedShell _shell = new();
    private int _child;

    public void Dispose()
    {
        if (_child > 0 && Processes.IsThere(_child))
        {
            Signals.Send(_child, Signals.Kill);
        }

        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Theory]
    [InlineData("$worker | Stop-IpcWorker", "Stopped")]
    [InlineData("$worker | Stop-IpcWorker -Force", "Stopped")]
    [InlineData("Stop-Job $worker", "Stopped")]
    [InlineData("$worker | Remove-IpcWorker -Force", "Failed")]
    [InlineData("[Diagnostics.Process]::GetProcessById($worker.ProcessId).Kill(); $worker | Wait-IpcWorker", "Failed")]
    public void They_end_with_a_worker_that_is_stopped_or_killed(string end, string state)
    {
        StartChild();
        _shell.Run(end);
        Assert.Equal(state, _shell.Get("$worker.State.ToString()")?.ToString());
        Until.True(() => !Processes.IsThere(_child), "the child has ended");
    }

    [Theory]
    [InlineData("$worker | Stop-IpcWorker -KeepChildren")]
    [InlineData("$worker | Stop-IpcWorker -KeepChildren -Force")]
    public void They_stay_when_that_is_asked_for(string end)
    {
        // The engine ends programs that a stopped pipeline waits for; so not one of those.
        _child = Number("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker {
                $process = [Diagnostics.Process]::Start('sleep', '1000')
                Send-IpcQueue $using:told $process.Id
                Wait-IpcEvent (New-IpcEvent)
            }
            Receive-IpcQueue $told
            """);
        _shell.Run(end);
        Assert.Equal("Stopped", _shell.Get("$worker.State.ToString()")?.ToString());
        Assert.True(Processes.IsThere(_child));
    }

    [Fact]
    public void They_stay_when_the_script_has_come_to_its_end()
    {
        _child = Number("Start-IpcWorker { [Diagnostics.Process]::Start('sleep', '1000').Id } | Receive-IpcWorker "
            + "-Wait");
        Assert.True(Processes.IsThere(_child));
    }

    [Fact]
    public void They_end_with_a_worker_whose_parent_was_killed()
    {
        _child = Number("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker {
                $told = $using:told
                Start-IpcWorker { Send-IpcQueue $using:told ([Diagnostics.Process]::Start('sleep', '1000').Id); Wait-IpcEvent (New-IpcEvent) } | Wait-IpcWorker | Out-Null
            }
            Receive-IpcQueue $told
            """);
        _shell.Run("$worker | Stop-IpcWorker -Force -KeepChildren");
        Until.True(() => !Processes.IsThere(_child), "the child has ended");
    }

    private void StartChild() => _child = Number(Begin);

    private int Number(string script) => Convert.ToInt32(_shell.Get(script), CultureInfo.InvariantCulture);
}
