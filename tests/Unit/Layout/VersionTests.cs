using System.Text.Json;
using System.Xml.Linq;

namespace Ipc.Tests.Layout;

/// <summary>What is written in two places is the same in both.</summary>
public sealed class VersionTests
{
    private static XDocument Packages => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));

    [Fact]
    public void The_tool_manifest_and_the_packages_name_the_same_pwsh()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, ".config", "dotnet-tools.json")));
        string? tool = manifest.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString();
        Assert.Equal(tool, Packages.Descendants("PowerShellVersion").Single().Value);
    }

    [Fact]
    public void The_module_and_its_assemblies_have_the_same_version()
    {
        string assemblies = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Contains($"ModuleVersion        = '{assemblies}'", File.ReadAllText(Repository.Manifest), StringComparison.Ordinal);
    }
}
