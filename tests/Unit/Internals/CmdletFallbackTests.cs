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
    public void Streams_are_filtered_by_the_preferences_of_who_receives()
    {
        using HiddenMembers hidden = HiddenMembers.Of(
            RecordWriting.Verbose, RecordWriting.Debug, RecordWriting.Warning, RecordWriting.Information, RecordWriting.Progress);
        Assert.Equal("i", Received());
        EngineInternals.Hide();
        Assert.Equal("v d w i", Received());

        object? Received() => _shell.Get("""
            & {
                $WarningPreference = 'SilentlyContinue'
                $all = Start-IpcWorker {
                    Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Warning w; Write-Information i
                } | Receive-IpcWorker -Wait *>&1
                "$all"
            }
            """);
    }

    [Fact]
    public void The_error_line_of_a_program_is_an_error_as_any()
    {
        using HiddenMembers hidden = HiddenMembers.Of(RecordWriting.NativeLine);
        Assert.Equal("caught", Received());
        EngineInternals.Hide();
        Assert.Equal("after", Received());

        object? Received() => _shell.Get("""
            & {
                $ErrorActionPreference = 'Stop'
                try { Start-IpcWorker { sh -c 'echo line >&2'; 'after' } | Receive-IpcWorker -Wait 2>$null } catch { 'caught' }
            }
            """);
    }

    [Fact]
    public void Information_is_not_known_to_be_wanted()
    {
        EngineInternals.HiddenInPools = HiddenMembers.NamesOf(InformationWish.Operation);
        try
        {
            Assert.Equal(["i", false], Received());
            EngineInternals.HiddenInPools = [];
            Assert.Equal(["i", true], Received());
        }
        finally
        {
            EngineInternals.HiddenInPools = [];
        }

        object?[] Received()
        {
            System.Collections.IList received = (System.Collections.IList)_shell.Get("""
                $pool = New-IpcPool 1
                $record = 1 | Invoke-IpcParallel { Write-Information i -InformationAction Continue } -Pool $pool 6>&1
                Remove-IpcPool $pool
                , @($record)
                """)!;
            InformationRecord record = (InformationRecord)((PSObject)received[0]!).BaseObject;
            return [record.MessageData.ToString(), ShownInformation.Contains(record)];
        }
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
