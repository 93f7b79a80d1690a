using Ipc.Tests.Hosting;

namespace Ipc.Tests.Help;

/// <summary>Every cmdlet has full help, made from the comments of its class.</summary>
public class HelpTests
{
    private static string Writer =>
        Path.Combine(Repository.Root, "tools", "HelpWriter", "bin", Repository.Configuration, "net10.0", "Ipc.HelpWriter.dll");

    private static string Comments =>
        Path.Combine(Repository.Root, "src", "Cmdlets", "bin", Repository.Configuration, "net8.0", "Ipc.Cmdlets.xml");

    [Fact]
    public void Every_cmdlet_has_synopsis_description_example_and_every_parameter()
    {
        string file = Path.GetTempFileName();
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", Writer, Repository.Manifest, Comments, file);
        File.Delete(file);

        Assert.True(exitCode == 0, output + error);
    }

    [Fact]
    public void A_cmdlet_without_comments_is_refused()
    {
        string empty = Path.GetTempFileName();
        string file = Path.GetTempFileName();
        File.WriteAllText(empty, "<doc><members /></doc>");
        (int exitCode, string output, string error) = ProgramRun.Run("dotnet", Writer, Repository.Manifest, empty, file);
        File.Delete(empty);
        File.Delete(file);

        Assert.Equal(1, exitCode);
        Assert.Contains("New-IpcQueue", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_help_finds_it()
    {
        using HostedShell shell = new();
        Assert.Contains("queue", shell.Get("(Get-Help New-IpcQueue).Synopsis")!.ToString(), StringComparison.Ordinal);
        Assert.Contains("messages", shell.Get("(Get-Help New-IpcQueue -Parameter Capacity).description[0].Text")!.ToString(), StringComparison.Ordinal);
    }
}
