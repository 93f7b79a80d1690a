using Xunit;

namespace Ipc.Tests.Host;

/// <summary>The copy beside the module: no PowerShell assemblies of its own, those of its starter instead.</summary>
public sealed class ModuleHostTests : IDisposable
{
    private const string Files = "IPC_HOST_ASSEMBLIES";
    private const string Native = "IPC_HOST_NATIVE";

    private readonly ScriptFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_runs_on_the_assemblies_of_its_starter()
    {
        HostProcess run = Run("[System.Management.Automation.PSObject].Assembly.Location; (Get-Process -Id $PID).Id -eq $PID");

        string[] lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([typeof(System.Management.Automation.PSObject).Assembly.Location, "True"], lines);
        Assert.Equal(string.Empty, run.Error);
    }

    [Fact]
    public void Children_of_the_script_do_not_inherit_the_paths_but_nested_hosts_find_them()
    {
        HostProcess run = Run($"\"[$env:{Files}$env:{Native}]\"; [AppContext]::GetData('{Files}').Contains('System.Management.Automation.dll')");

        Assert.Equal($"[]{Environment.NewLine}True{Environment.NewLine}", run.Output);
    }

    [Fact]
    public void A_folder_runs_too()
    {
        _folder.Add("'one'", "1.ps1");

        HostProcess run = HostProcess.Run(HostProcess.Start(HostProcess.InModule, StarterPaths(), _folder.Path));

        Assert.Contains("one", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void A_worker_without_a_module_says_what_is_missing()
    {
        string manifest = Path.Combine(_folder.Path, "Ipc.psd1");

        HostProcess run = HostProcess.Run(HostProcess.Start(HostProcess.InModule, StarterPaths(), "--worker", manifest, "channel"));

        Assert.Contains("Ipc.Cmdlets.dll' was not found", run.Error, StringComparison.Ordinal);
        Assert.Equal(70, run.ExitCode);
    }

    /// <summary>What the module's starter passes: this process's assemblies outside the shared framework.</summary>
    private static Dictionary<string, string> StarterPaths() => new()
    {
        [Files] = OutsideFramework("TRUSTED_PLATFORM_ASSEMBLIES"),
        [Native] = OutsideFramework("NATIVE_DLL_SEARCH_DIRECTORIES"),
    };

    private static string OutsideFramework(string name)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] paths = ((string)AppContext.GetData(name)!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(Path.PathSeparator, paths.Where(path => !path.StartsWith(framework, StringComparison.Ordinal)));
    }

    private HostProcess Run(string script) =>
        HostProcess.Run(HostProcess.Start(HostProcess.InModule, StarterPaths(), _folder.Add(script)));
}
