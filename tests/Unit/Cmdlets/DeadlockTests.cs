using System.Diagnostics;
using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>What a user is told of processes that wait for each other's locks.</summary>
public sealed class DeadlockTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly IpcLock _mine = IpcLock.Create("d-mine-" + Guid.NewGuid().ToString("N"));
    private readonly IpcLock _theirs = IpcLock.Create("d-theirs-" + Guid.NewGuid().ToString("N"));
    private readonly PeerProcess _peer;

    public DeadlockTests()
    {
        _peer = PeerProcess.Opening(_theirs);
        Assert.Equal("Entered", _peer.Ask("enter 5"));
        Assert.Equal("ok", _peer.Ask($"also lock {_mine.Id}"));
        _shell.Run("Enter-IpcLock $args[0]", _mine);
    }

    public void Dispose()
    {
        _peer.Dispose();
        _shell.Dispose();
        _mine.Dispose();
        _theirs.Dispose();
    }

    [Theory]
    [InlineData("Enter-IpcLock $args[0]")]
    [InlineData("Enter-IpcLock $args[0] -Timeout 1000")]
    [InlineData("Use-IpcLock $args[0] { }")]
    public void Who_waits_is_warned_once_and_waits_on(string script)
    {
        using RunningScript waiting = _shell.Begin(script, _theirs);
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        Until.True(() => waiting.Warnings.Count > 0, "it is warned");
        string me = $"{Processes.OwnName} ({Environment.ProcessId})";
        Assert.StartsWith(
            $"IpcDeadlock: {me} holds lock '{_mine}' and waits for lock '{_theirs}'; Ipc.Tests.Peer ({_peer.Pid}) "
                + $"holds lock '{_theirs}' and waits for lock '{_mine}'. ",
            Assert.Single(waiting.Warnings),
            StringComparison.Ordinal);
        Until.True(() => Info(_theirs).WaiterCount == 1, "it waits on");
        Assert.True(waiting.IsRunning);
        _peer.Kill();
        Assert.Empty(waiting.Wait().Errors);
        Assert.Equal(2, waiting.Warnings.Count);
        Assert.StartsWith("IpcAbandoned", waiting.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(script.StartsWith("Enter", StringComparison.Ordinal), _theirs.IsHeld);
    }

    [Fact]
    public void The_lock_of_a_value_is_watched_by_what_updates_it()
    {
        using IpcValue value = IpcValue.Create(1);
        using PeerProcess other = PeerProcess.Opening(value);
        Assert.Equal("Entered", other.Ask("enter 5"));
        Assert.Equal("ok", other.Ask($"also lock {_mine.Id}"));
        other.TellAndSleep("enter forever", Words.Of(_mine));
        using RunningScript waiting = _shell.Begin("Update-IpcValue $args[0] { 2 }", value);
        Until.True(() => waiting.Warnings.Count > 0, "it is warned");
        other.Kill();
        Assert.Empty(waiting.Wait().Errors);
        Assert.Equal(2, value.GetValue());
    }

    [Fact]
    public void The_time_out_is_kept_and_nothing_is_entered()
    {
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        long start = Stopwatch.GetTimestamp();
        using RunningScript waiting = _shell.Begin("Enter-IpcLock $args[0] -Timeout 2.5 -Quiet", _theirs);
        Assert.Equal([false], waiting.Wait().Output);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 2.5, double.MaxValue);
        Assert.Single(waiting.Warnings);
        Assert.Equal(0, Info(_theirs).WaiterCount);
    }

    [Fact]
    public void Who_waits_in_no_cycle_is_not_warned()
    {
        using RunningScript waiting = _shell.Begin("Enter-IpcLock $args[0] -Timeout 1.5 -Quiet", _theirs);
        Assert.Equal([false], waiting.Wait().Output);
        Assert.Empty(waiting.Warnings);
    }

    [Fact]
    public void A_cycle_that_closes_later_is_found_at_a_later_look()
    {
        using RunningScript waiting = _shell.Begin("Enter-IpcLock $args[0]", _theirs);
        Until.True(() => Info(_theirs).Waiters.Count == 1, "it waits");
        Assert.Equal("TimedOut", _peer.Ask("enter 0.2"));
        Thread.Sleep(1000); // The first look is over, or comes during the next wait: both must end in a warning.
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        Until.True(() => waiting.Warnings.Count == 1, "it is warned");
        waiting.Stop();
    }

    [Fact]
    public void A_stop_ends_the_wait_after_the_warning_as_before()
    {
        using RunningScript waiting = _shell.Begin("Enter-IpcLock $args[0]", _theirs);
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        Until.True(() => waiting.Warnings.Count > 0, "it is warned");
        waiting.Stop();
        Assert.Equal(PSInvocationState.Stopped, waiting.State);
        Assert.Equal(0, Info(_theirs).WaiterCount);
    }

    [Fact]
    public void A_warning_that_is_to_stop_ends_the_wait()
    {
        using RunningScript waiting = _shell.Begin("Enter-IpcLock $args[0] -WarningAction Stop", _theirs);
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        Assert.NotEmpty(waiting.Wait().Errors);
        Assert.Equal(0, Info(_theirs).WaiterCount);
        Assert.Equal(_peer.Pid, Assert.Single(Info(_theirs).HeldBy).ProcessId);
    }

    [Fact]
    public void Get_IpcObject_shows_it()
    {
        using RunningScript waiting = _shell.Begin("$args[0].Enter()", _theirs); // Which does not look for itself, and so never moves.
        Until.True(() => Info(_theirs).Waiters.Count == 1, "it waits");
        using HostedShell other = new();
        Assert.DoesNotContain(other.Run("Get-IpcObject -Deadlock"), IsMine);
        _peer.TellAndSleep("enter forever", Words.Of(_mine));
        Until.True(() => IpcDeadlock.Find().Any(IsMine), "it is found");
        IpcDeadlock found = (IpcDeadlock)Assert.Single(other.Run("Get-IpcObject -Deadlock"), IsMine)!;
        IpcDeadlockMember me = Assert.Single(found.Members, member => member.ProcessId == Environment.ProcessId);
        Assert.Equal((_mine.Name, _theirs.Name), (me.Holds, me.WaitsFor));
        Assert.NotNull(me.Runspace);
        Assert.NotNull(me.Since);
        Assert.Equal("AmbiguousParameterSet", other.Error("Get-IpcObject -Kind Lock -Deadlock").FullyQualifiedErrorId.Split(',')[0]);
        waiting.Stop();
        Assert.DoesNotContain(other.Run("Get-IpcObject -Deadlock"), IsMine);
    }

    private static IpcObjectInfo Info(IpcObject target) => IpcObjectInfo.List().Single(info => info.Id == target.Id);

    private bool IsMine(object? found) => ((IpcDeadlock)found!).Members.Any(member => member.Holds == _mine.Name);
}
