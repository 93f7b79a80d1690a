using System.Diagnostics;
using System.Globalization;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// A worker has written more than its parent reads, as the parent is paused, and waits; then something happens to one
/// of the two. The parent is a process of its own.
/// </summary>
public sealed class WorkerBacklogTests : IDisposable
{
    // The worker tells in shared memory how far it is: what it writes is on the way.
    private const string Parent = """
        Import-Module $args[0]
        $ready, $go, $stop = $args[1..3] | ForEach-Object { Get-IpcEvent $_ }
        $worker = Start-IpcWorker -ArgumentList $ready, $go, (Get-IpcArray $args[4]), ([int]$args[5]) -ScriptBlock {
            param($ready, $go, $told, $most)
            $told[0] = $PID
            Set-IpcEvent $ready
            Wait-IpcEvent $go
            for ($i = 1; $i -le $most; $i++) {
                $told[1] = $i
                "$i".PadRight(1000)
            }
        }
        Wait-IpcEvent $stop
        if ($args[6]) { $worker | Stop-IpcWorker }
        $next = 1
        $worker | Receive-IpcWorker -Wait -ErrorAction SilentlyContinue | ForEach-Object { if ([int]$_ -eq $next -and $_.Length -eq 1000) { $next++ } else { "$next is $_" } }
        "$($next - 1) $($worker.State) $($worker.Signal)".Trim()
        """;

    private const int Pid = 0;
    private const int Written = 1;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipc-backlog-");
    private readonly IpcEvent _ready = IpcEvent.Create();
    private readonly IpcEvent _go = IpcEvent.Create();
    private readonly IpcEvent _stop = IpcEvent.Create();
    private readonly IpcArray<int> _told = (IpcArray<int>)IpcArray.Create(typeof(int), 2);
    private Process? _parent;
    private IpcQueue? _results;

    private int Worker => _told[Pid];

    public void Dispose()
    {
        if (_parent is { HasExited: false })
        {
            _parent.Kill();
        }

        _parent?.Dispose();
        _results?.Dispose();
        _ready.Dispose();
        _go.Dispose();
        _stop.Dispose();
        _told.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void All_arrives_when_the_parent_goes_on()
    {
        UntilWorkerWaits(20_000);
        Assert.InRange(_told[Written], 1, 19_999);
        Signals.Send(_parent!.Id, Signals.Continue);
        Assert.Equal("20000 Completed", Said());
    }

    [Fact]
    public void All_arrives_when_the_worker_was_paused_meanwhile()
    {
        UntilWorkerWaits(20_000);
        Signals.Send(Worker, Signals.Stop);
        Signals.Send(_parent!.Id, Signals.Continue);
        Until.True(() => _results!.Count == 0, "the parent has read all there is");
        Signals.Send(Worker, Signals.Continue);
        Assert.Equal("20000 Completed", Said());
    }

    [Fact]
    public void What_was_written_arrives_when_the_worker_is_killed()
    {
        UntilWorkerWaits(20_000);
        Signals.Send(Worker, Signals.Kill);
        Signals.Send(_parent!.Id, Signals.Continue);
        Assert.Equal($"{_told[Written] - 1} Failed SIGKILL", Said()); // All but the one with which it waited.
    }

    [Fact]
    public void A_worker_without_end_is_stopped()
    {
        UntilWorkerWaits(int.MaxValue, isStopped: true);
        int before = _told[Written];
        Signals.Send(_parent!.Id, Signals.Continue);
        string[] said = Said().Split(' ');
        Assert.Equal("Stopped", said[1]);
        Assert.InRange(int.Parse(said[0], CultureInfo.InvariantCulture), before - 1, _told[Written]);
    }

    [Fact]
    public void The_worker_ends_when_the_parent_is_killed()
    {
        UntilWorkerWaits(20_000);
        _results!.Dispose();
        _parent!.Kill();
        _parent.WaitForExit();
        Until.True(() => !Processes.IsThere(Worker), "the worker has ended");
        Assert.InRange(_told[Written], 1, 19_999);
        Assert.DoesNotContain(IpcObjectInfo.List(), one => one.Creator == _parent.Id || one.Creator == Worker);
    }

    private void UntilWorkerWaits(int most, bool isStopped = false)
    {
        string script = Path.Combine(_folder.FullName, "parent.ps1");
        File.WriteAllText(script, Parent);
        string[] arguments = [Repository.Manifest, _ready.Id, _go.Id, _stop.Id, _told.Id, $"{most}"];
        _parent = Process.Start(RealPwsh.StartInfo(["-File", script, .. arguments, isStopped ? "stop" : ""]))!;
        Assert.True(_ready.TryWait(HostedShell.Watchdog));
        Signals.Send(_parent.Id, Signals.Stop);
        _go.Set();
        _stop.Set();
        IpcObjectInfo? found = null;
        Until.True(() => (found = IpcObjectInfo.List().FirstOrDefault(IsFull)) is not null, "much is on the way");
        _results = IpcQueue.Open(found!.Id);
        Until.SenderSleeps(_results);
    }

    private bool IsFull(IpcObjectInfo one) =>
        one is { Kind: IpcKind.Queue, Count: > 1000 } && one.Creator == _parent!.Id;

    private string Said()
    {
        Task<string> output = _parent!.StandardOutput.ReadToEndAsync();
        Assert.True(_parent.WaitForExit(HostedShell.Watchdog), "the parent has ended");
        return output.Result.Trim();
    }
}
