using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>Invoke-IpcParallel -AsJob.</summary>
[Collection("Pools")]
public sealed class ParallelJobTests(PoolFixture fixture) : IClassFixture<PoolFixture>
{
    private HostedShell Shell => fixture.Shell;

    [Fact]
    public void Gives_a_job_whose_results_are_received() => Assert.Equal(
        ["IpcParallelJob", .. Enumerable.Range(1, 300).Select(n => (object)(n * 2)), "Completed"],
        Shell.Run("""
            $job = 1..300 | Invoke-IpcParallel { $_ * 2 } -Ordered -Pool $args[0] -AsJob
            $job.PSJobTypeName
            Receive-Job $job -Wait
            $job.State.ToString()
            Remove-Job $job
            """, fixture.Pool));

    [Fact]
    public void Its_errors_are_in_its_error_stream()
    {
        ShellResult result = Shell.Try("""
            $job = 1..3 | Invoke-IpcParallel { if ($_ -eq 2) { throw 'two' }; $_ } -Ordered -Pool $args[0] -AsJob
            Receive-Job $job -Wait -AutoRemoveJob
            """, fixture.Pool);
        Assert.Equal([1, 3], result.Output);
        Assert.Equal("two", Assert.Single(result.Errors).Exception.Message);
    }

    [Theory]
    [InlineData("if ($_ -eq 2) { throw 'two' }", "Failed")]
    [InlineData("if ($_ -eq 2) { exit 3 }", "Failed")]
    [InlineData("if ($_ -eq 2) { Get-Item /no/such/file -ErrorAction Stop }", "Failed")]
    [InlineData("if ($_ -eq 2) { Stop-Process -Id $PID -Force; [Threading.Thread]::Sleep(-1) }", "Failed")]
    [InlineData("if ($_ -eq 2) { Write-Error 'two' }", "Completed")]
    [InlineData("if ($_ -eq 2) { exit }", "Completed")]
    public void Fails_when_an_item_was_ended_by_an_error_as_that_of_threads_does(string script, string state)
    {
        ShellResult result = Shell.Try(
            "$job = 1..4 | Invoke-IpcParallel ([scriptblock]::Create($args[1])) -Pool $args[0] -AsJob; $null = "
                + "Wait-Job $job; $job.State.ToString(); Receive-Job $job; Remove-Job $job",
            fixture.Pool,
            $"{script}; if ($_ -ne 2) {{ $_ }}");
        Assert.Equal(state, result.Output[0]);
        Assert.Equal([1, 3, 4], result.Output.Skip(1).Cast<int>().Order());
    }

    [Fact]
    public void Is_stopped_as_any_job() => Assert.Equal("Stopped", Shell.Get("""
        $begun = New-IpcEvent
        $job = 1..3 | Invoke-IpcParallel { Set-IpcEvent $using:begun; Start-Sleep 1000 } -Pool $args[0] -AsJob
        Wait-IpcEvent $begun
        Stop-Job $job
        $job.State.ToString()
        Remove-Job $job
        """, fixture.Pool));

    [Fact]
    public void Fails_when_its_time_has_passed()
    {
        ShellResult result = Shell.Try("""
            $job = 1..3 | Invoke-IpcParallel { Start-Sleep 1000 } -Pool $args[0] -AsJob -Timeout 0.5
            $null = Wait-Job $job
            $job.State.ToString()
            Receive-Job $job
            Remove-Job $job
            """, fixture.Pool);
        Assert.Equal(["Failed"], result.Output);
        Assert.Equal("IpcTimeout", Assert.Single(result.ErrorIds));
    }

    [Fact]
    public void Needs_no_pool() => Assert.Equal(
        [1, 2], Shell.Run("1..2 | Invoke-IpcParallel { $_ } -Ordered -ThrottleLimit 1 -AsJob | Receive-Job -Wait "
            + "-AutoRemoveJob"));
}
