using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>Use-IpcLock: where its block runs, and that the lock is left whatever happens.</summary>
public sealed class UseLockTests : ShellTests
{
    private const long SomebodyElse = 77;
    private readonly IpcLock _lock = IpcLock.Create();

    public override void Dispose()
    {
        _lock.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData("Use-IpcLock $l { $x = 5; $l.IsHeldByMe }; $x", new object[] { true, 5 })]
    [InlineData("$x = 1; Use-IpcLock $l { $x++ }; $x", new object[] { 2 })]
    [InlineData("function f { Use-IpcLock $l { $inner = 7 }; $inner }; f; \"[$inner]\"", new object[] { 7, "[]" })]
    [InlineData("& { $local:x = 1; Use-IpcLock $l { $local:x = 2 }; $x }", new object[] { 2 })]
    [InlineData("Use-IpcLock $l { function made { 'made' } }; made", new object[] { "made" })]
    [InlineData("1..3 | ForEach-Object { Use-IpcLock $l { $_ } }", new object[] { 1, 2, 3 })]
    [InlineData("Use-IpcLock $l { Use-IpcLock $other { $deep = 1 } }; $deep; $other.IsHeld", new object[] { 1, false })]
    [InlineData("class C { [object] Go($l) { return Use-IpcLock $l { $this.GetType().Name } } }; [C]::new().Go($l)", new object[] { "C" })]
    [InlineData("$l | Use-IpcLock -ScriptBlock { $piped = 4 }; $piped", new object[] { 4 })]
    [InlineData("$b = { $y = 3 }; & { Use-IpcLock $l $b; $y }", new object[] { 3 })]
    public void The_block_runs_in_the_callers_scope(string script, object[] expected)
    {
        Assert.Equal(expected, Shell.Run($"$l = $args[0]; $other = New-IpcLock; {script}", _lock));
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public void The_block_of_a_module_runs_in_the_module()
    {
        const string Script = """
            $l = $args[0]
            $m = New-Module -ScriptBlock {
                function Own($l) { $v = 0; Use-IpcLock $l { $v = 9; $script:kept = 4; Hidden }; $v; $script:kept }
                function Hidden { 'hidden' }
                function Given($l, $b) { $mine = 1; Use-IpcLock $l $b; $mine }
                Export-ModuleMember -Function Own, Given
            }
            Own $l
            $x = 0
            Given $l { $x = 3; $mine = 100 }
            $x
            """;
        Assert.Equal(["hidden", 9, 4, 1, 3], Shell.Run(Script, _lock));
    }

    [Fact]
    public void What_the_block_writes_goes_on_at_once_while_the_lock_is_held() => Assert.Equal(
        ["got 1 True", "wrote 1", "got 2 True", "wrote 2"],
        Shell.Run("""
            $l = $args[0]
            $seen = [Collections.Generic.List[string]]::new()
            Use-IpcLock $l { foreach ($i in 1, 2) { $i; $seen.Add("wrote $i") } } | ForEach-Object { $seen.Add("got $_ $($l.IsHeld)") }
            $seen
            """, _lock));

    [Fact]
    public void Errors_and_warnings_go_on_and_the_block_goes_on()
    {
        ShellResult result = Shell.Try(
            "$l = $args[0]; Use-IpcLock $l { Get-IpcLock 'no such lock'; 1/0; 'more' }; $l.IsHeld", _lock);
        Assert.Equal(["IpcNotFound", "RuntimeException"], result.ErrorIds);
        Assert.Equal(["more", false], result.Output);

        // Also where the caller merges them into the output: by itself the engine would lose them.
        Assert.Equal(["IpcNotFound"], Shell.Run("$e = Use-IpcLock $args[0] { Get-IpcLock 'no such lock' } 2>&1; "
            + "$e.FullyQualifiedErrorId.Split(',')[0]", _lock));
    }

    [Theory]
    [InlineData("try { Use-IpcLock $l { throw 'boo' } } catch { \"$_\" }", new object[] { "boo" })]
    [InlineData("try { Use-IpcLock $l { 1/0; 'more' } } catch { 'caught' }", new object[] { "caught" })]
    [InlineData("try { Use-IpcLock $l { Get-IpcLock nosuchlock -ErrorAction Stop; 'more' } } catch { "
        + "$_.CategoryInfo.Category.ToString() }", new object[] { "ObjectNotFound" })]
    [InlineData("& { $ErrorActionPreference = 'Stop'; try { Use-IpcLock $l { Get-IpcLock nosuchlock; 'more' } } "
        + "catch { 'caught' } }", new object[] { "caught" })]
    [InlineData("foreach ($i in 1..3) { Use-IpcLock $l { if ($i -eq 2) { break }; $i } }", new object[] { 1 })]
    [InlineData("foreach ($i in 1..3) { Use-IpcLock $l { if ($i -eq 2) { continue }; $i }; 'end' }", new object[] { 1, "end", 3, "end" })]
    [InlineData(":outer foreach ($i in 1..3) { foreach ($j in 1..3) { Use-IpcLock $l { \"$i$j\"; continue outer } } }", new object[] { "11", "21", "31" })]
    [InlineData("function f { Use-IpcLock $l { return 'r'; 'never' }; 'after' }; f", new object[] { "r", "after" })]
    [InlineData("foreach ($once in 1) { Use-IpcLock $l { 1, 2, 3 } | ForEach-Object { $_; break } }", new object[] { 1 })]
    [InlineData("$x = foreach ($once in 1) { Use-IpcLock $l { foreach ($j in 1..9) { if ($j -eq 2) { break }; $j }; "
        + "'own loop' } }; $x", new object[] { 1, "own loop" })]
    public void The_lock_is_left_whatever_happens(string script, object[] expected)
    {
        Assert.Equal(expected, Shell.Run($"$l = $args[0]; {script}", _lock));
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public void The_lock_is_left_when_the_block_exits()
    {
        Shell.Try("$l = $args[0]; Use-IpcLock $l { exit 3 }; 'never'", _lock);
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public void The_lock_is_left_when_the_pipeline_is_stopped()
    {
        using IpcEvent never = IpcEvent.Create();
        using RunningScript running = Shell.Begin("$e = $args[1]; Use-IpcLock $args[0] { $before = 1; Wait-IpcEvent "
            + "$e; $after = 1 }", _lock, never);
        Words.AwaitSleeper(Words.Of(never));
        Assert.True(_lock.IsHeld);
        running.Stop();
        Assert.False(_lock.IsHeld);
        Assert.Equal(["1", ""], Shell.Run("\"$before\"; \"$after\""));
    }

    [Fact]
    public void A_stop_while_it_waits_runs_nothing()
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        StopWaiting("Use-IpcLock $args[0] { $ran = 1 }", _lock);
        _lock.Exit(SomebodyElse);
        Assert.False(_lock.IsHeld);
        Assert.Equal("", Shell.Get("\"$ran\""));
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        RemoveWaiting("Use-IpcLock $args[0] { 'never' }", _lock);
    }

    [Fact]
    public void Without_the_lock_in_time_the_block_does_not_run()
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        ErrorRecord error = Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Use-IpcLock $args[0] { $ran = "
            + "1 } -Timeout 0.01", _lock);
        Assert.Same(_lock, error.TargetObject);
        Assert.Equal("", Shell.Get("\"$ran\""));
        _lock.Exit(SomebodyElse);
        Assert.Equal(1, Shell.Get("Use-IpcLock $args[0] { 1 } -Timeout 0.01", _lock));
    }

    [Fact]
    public void Inside_itself_it_is_a_deadlock_and_the_outer_block_goes_on()
    {
        ShellResult result = Shell.Try("$l = $args[0]; Use-IpcLock $l { Use-IpcLock $l { 'never' }; $l.IsHeldByMe }; "
            + "$l.IsHeld", _lock);
        Assert.Equal(["IpcDeadlock"], result.ErrorIds);
        Assert.Equal([true, false], result.Output);
        Assert.Equal(["in", false], Shell.Run("$l = New-IpcLock -Recursive; Use-IpcLock $l { Use-IpcLock $l { 'in' } "
            + "}; $l.IsHeld"));
    }

    [Fact]
    public void A_block_that_leaves_the_lock_itself_is_told_unless_it_fails()
    {
        Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "$l = $args[0]; Use-IpcLock $l { Exit-IpcLock $l }", _lock);
        Assert.Equal("own error", Shell.Error("$l = $args[0]; Use-IpcLock $l { Exit-IpcLock $l; throw 'own error' }", _lock).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_name_makes_the_lock_or_opens_it()
    {
        Assert.Equal([true, 5, false], Shell.Run(
            "$name = $args[0]; Use-IpcLock -Name $name { $x = 5; (Get-IpcLock $name).IsHeldByMe }; $x; (Get-IpcLock "
                + "$name).IsHeld", Name));
        Assert.Equal(["made", true], Shell.Run("Use-IpcLock $args[0] { 'made' }; [bool](Get-IpcLock $args[0]); Remove-IpcObject $args[0]", Name + "-2"));
        Assert.Equal(["by position"], Shell.Run("Use-IpcLock $args[0] { 'by position' }", Name));
        using IpcEvent other = IpcEvent.Create(name: Name + "-event");
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, "Use-IpcLock -Name $args[0] { }", other.Name);
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "Use-IpcLock -Name ../x { }");
        Refused("ParameterArgumentTransformationError", "Use-IpcLock $args[0] { } -Timeout -2", _lock);
    }

    [Fact]
    public void A_recursive_lock_of_that_name_is_opened_too() =>
        Assert.Equal([1], Shell.Run("$null = New-IpcLock $args[0] -Recursive; Use-IpcLock -Name $args[0] { 1 }", Name));

    [Fact]
    public void The_holder_before_died()
    {
        using (PeerProcess peer = PeerProcess.Opening(_lock))
        {
            peer.Ask("enter 0");
            peer.Kill();
        }

        IReadOnlyList<object?> output = Shell.Run("Use-IpcLock $args[0] { 'inside' } 3>&1", _lock);
        Assert.StartsWith("IpcAbandoned", Assert.IsType<WarningRecord>(output[0]).Message, StringComparison.Ordinal);
        Assert.Equal("inside", output[1]);

        using (PeerProcess peer = PeerProcess.Opening(_lock))
        {
            peer.Ask("enter 0");
            peer.Kill();
        }

        // The warning itself may end the pipeline: the lock is left all the same.
        Shell.Error("Use-IpcLock $args[0] { 'never' } -WarningAction Stop", _lock);
        Assert.False(_lock.IsHeld);
    }
}
