using Xunit;

namespace Ipc.Tests.Host;

public sealed class FolderTests : IDisposable
{
    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scripts_run_in_order_of_name_each_in_its_own_process()
    {
        _folder.Add("$global:left = 1; 'first'; $PID", "01-a.ps1");
        _folder.Add("\"second $left\"; $PID", "02-b.ps1");
        _folder.Add("not a script", "03-c.txt");

        HostProcess run = HostProcess.Run(_folder.Path);

        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["== 01-a.ps1", "first", "== 02-b.ps1", "second "], [lines[0], lines[1], lines[3], lines[4]]);
        Assert.NotEqual(lines[2], lines[5]);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_failure_does_not_keep_the_others_from_running()
    {
        _folder.Add("exit 3", "1.ps1");
        _folder.Add("throw 'bad'", "2.ps1");
        _folder.Add("'third'", "3.ps1");

        HostProcess run = HostProcess.Run(_folder.Path);

        Assert.Contains("third", run.Output, StringComparison.Ordinal);
        Assert.Contains("1.ps1 ended with exit code 3.", run.Error, StringComparison.Ordinal);
        Assert.Contains("2.ps1 ended with exit code 1.", run.Error, StringComparison.Ordinal);
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public void A_folder_without_scripts_is_a_usage_error()
    {
        HostProcess run = HostProcess.Run(_folder.Path);

        Assert.Contains("there is no *.ps1", run.Error, StringComparison.Ordinal);
        Assert.Equal(64, run.ExitCode);
    }
}
