using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Internals;

/// <summary>What cmdlets and workers do where the engine lacks what they ask it for.</summary>
[Collection(FallbackCollection.Name)]
public sealed class CmdletFallbackTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void A_failed_worker_has_its_failure_but_no_reason()
    {
        using HiddenMembers hidden = HiddenMembers.Of(JobReason.Operation);
        Assert.Equal("Failed||boo", Ended());
        EngineInternals.Hide();
        Assert.Equal("Failed|boo|boo", Ended());

        object? Ended() => _shell.Get("""
            $worker = Start-IpcWorker { throw 'boo' }
            $null = Wait-IpcWorker $worker
            "$($worker.State)|$($worker.JobStateInfo.Reason.Message)|$($worker.Failure)"
            """);
    }

    [Fact]
    public void An_error_of_a_worker_has_the_position_of_who_receives_it()
    {
        using HiddenMembers hidden = HiddenMembers.Of(ErrorPosition.Operation);
        Assert.Equal("Receive-IpcWorker", Position());
        EngineInternals.Hide();
        Assert.Equal("Get-IpcLock", Position());

        string? Position()
        {
            return _shell.Error("Start-IpcWorker { Get-IpcLock 'no such lock' } | Receive-IpcWorker -Wait")
                .InvocationInfo.MyCommand.Name;
        }
    }

    [Fact]
    public void Errors_of_a_block_that_are_merged_are_lost()
    {
        const string Script =
            "$e = Use-IpcLock (New-IpcLock) { Get-IpcLock 'no such lock' } 2>&1; \"$($e.FullyQualifiedErrorId)\"";
        using HiddenMembers hidden = HiddenMembers.Of(ErrorMerging.Operation);
        Assert.Equal("", _shell.Get(Script));
        EngineInternals.Hide();
        Assert.StartsWith("IpcNotFound", (string?)_shell.Get(Script), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_imports_the_module_shows_its_cmdlets_twice()
    {
        using HiddenMembers hidden = HiddenMembers.Of(CmdletEntries.Operation);
        Assert.Equal(2, Shown());
        EngineInternals.Hide();
        Assert.Equal(1, Shown());

        // As in a worker, but here.
        static int Shown()
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            WorkerCommands commands = new(Repository.Manifest);
            commands.AddTo(state);
            using Runspace runspace = RunspaceFactory.CreateRunspace(state);
            runspace.Open();
            commands.Watch(runspace);
            using PowerShell shell = PowerShell.Create(runspace);
            shell.AddScript("@(Get-Command *-IpcQueue | Where-Object Name -eq 'Send-IpcQueue').Count");
            return (int)Assert.Single(shell.Invoke()).BaseObject;
        }
    }
}
