using Ipc.Commands;
using Ipc.Tests.Hosting;
using Ipc.Tests.Internals;

namespace Ipc.Tests.Pools;

/// <summary>Items that end themselves, in workers of an engine in which that cannot be told wholly.</summary>
[Collection("Pools")]
public sealed class FlowControlFallbackTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        EngineInternals.HiddenInPools = [];
        _shell.Run("Get-IpcPool | Remove-IpcPool");
        _shell.Dispose();
    }

    [Fact]
    public void An_exit_whose_code_is_unknown_has_failed_and_a_break_has_not()
    {
        EngineInternals.HiddenInPools = HiddenMembers.NamesOf(FlowControl.Code);
        ShellResult result = Try();
        Assert.Equal(["IpcWorkerFailed"], result.ErrorIds);
        Assert.Contains("exit code unknown", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal([2], result.Output);
    }

    [Fact]
    public void What_ends_an_item_is_an_error_where_it_cannot_be_told_from_one()
    {
        EngineInternals.HiddenInPools = HiddenMembers.NamesOf(FlowControl.Ending);
        ShellResult result = Try();
        Assert.Equal(["ExitException", "BreakException"], result.ErrorIds);
        Assert.Equal([2], result.Output);
    }

    private ShellResult Try() => _shell.Try("""
        0..2 | Invoke-IpcParallel { if ($_ -eq 0) { exit 0 }; if ($_ -eq 1) { break }; $_ } -Pool (New-IpcPool 1)
        """);
}
