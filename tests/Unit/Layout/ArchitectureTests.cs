using System.Management.Automation;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Ipc.Tests.Layout;

/// <summary>
/// The layers of the house, held against the sources: what a folder may use, who may ask which system this is, who may
/// know cmdlets, and who may look into the engine. Each rule is also shown to find what breaks it.
/// </summary>
public sealed partial class ArchitectureTests
{
    // Each may use those before it.
    private static readonly string[] s_coreLayers = ["Model", "Platform", "Sync", "Regions", "Messages", "Storage", "Primitives", "Inspection"];

    // Workers, pools and the nouns come last, and may use each other.
    private static readonly string[] s_cmdletLayers = ["Engine", "Encoding", "Arguments", "Abstractions"];

    private static readonly SourceModel s_core = SourceModel.Of("Core");
    private static readonly SourceModel s_cmdlets = SourceModel.Of("Cmdlets", typeof(IpcObject), typeof(PSObject));

    [Fact]
    public void No_layer_of_Core_uses_one_above_it() => Assert.Equal([], ArrowsUp(s_core, s_coreLayers));

    [Fact]
    public void An_arrow_upwards_is_found() => Assert.Equal(
        ["Sync/Planted.cs:1 uses Region of Regions"],
        ArrowsUp(s_core.With("Sync/Planted.cs", "internal static class Planted { static object? F(Ipc.Regions.Region "
            + "r) => r; }"), s_coreLayers));

    [Fact]
    public void No_layer_of_the_cmdlets_uses_one_above_it() => Assert.Equal([], ArrowsUp(s_cmdlets, s_cmdletLayers));

    [Fact]
    public void Every_folder_of_Core_is_a_layer() => Assert.Equal(
        s_coreLayers.Order(), s_core.Files().Select(file => file.File.Split('/')[0]).Distinct().Order());

    [Fact]
    public void Only_Platform_asks_which_system_this_is() =>
        Assert.Equal([], SystemQuestions(s_core).Concat(SystemQuestions(s_cmdlets)));

    [Theory]
    [InlineData("static bool F() => System.OperatingSystem.IsLinux();")]
    [InlineData("static string F() => System.IO.File.ReadAllText(\"/proc/self/stat\");")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int getpid();")]
    [InlineData("static uint F() => Ipc.Platform.Linux.Libc.geteuid();")]
    public void A_system_question_elsewhere_is_found(string member) =>
        Assert.NotEmpty(SystemQuestions(s_core.With("Regions/Planted.cs", "internal static class Planted { "
            + $"{member} }}")));

    [Fact]
    public void Core_names_no_cmdlet_and_no_parameter() => Assert.Equal([], CmdletNames(s_core));

    [Theory]
    [InlineData("\"Make it with New-IpcQueue.\"")]
    [InlineData("\"Make it again, with -Force.\"")]
    public void A_cmdlets_name_in_Core_is_found(string text) =>
        Assert.NotEmpty(CmdletNames(s_core.With("Regions/Planted.cs", "internal static class Planted { const "
            + $"string Text = {text}; }}")));

    [Fact]
    public void Only_Engine_looks_into_PowerShell() => Assert.Equal([], Reflection(s_cmdlets));

    [Theory]
    [InlineData("static object F() => typeof(object).GetField(\"_x\", System.Reflection.BindingFlags.NonPublic);")]
    [InlineData("static object F() => typeof(object).Assembly.GetType(\"System.Hidden\");")]
    [InlineData("[System.Runtime.CompilerServices.UnsafeAccessor(default)] static extern int F(object o);")]
    public void Reflection_elsewhere_is_found(string member) =>
        Assert.NotEmpty(Reflection(s_cmdlets.With("Queue/Planted.cs", $"internal static class Planted {{ {member} }}")));

    private static IEnumerable<string> ArrowsUp(SourceModel model, string[] layers) => model.Uses()
        .SelectMany(use => model.FoldersOf(use.Symbol)
            .Where(folder => Height(layers, folder) > Height(layers, use.At.Folder))
            .Select(folder => $"{use.At} uses {use.Symbol.Name} of {folder}"))
        .Distinct();

    private static int Height(string[] layers, string folder) =>
        Array.IndexOf(layers, folder) is >= 0 and int at ? at : layers.Length;

    private static IEnumerable<string> SystemQuestions(SourceModel model) => model.Uses()
        .Where(use => (use.Symbol as INamedTypeSymbol ?? use.Symbol.ContainingType)?.ToDisplayString()
            is "System.OperatingSystem" or "System.Runtime.InteropServices.RuntimeInformation" or "System.PlatformID"
            or "System.Runtime.InteropServices.DllImportAttribute" or "System.Runtime.InteropServices.LibraryImportAttribute"
            or "Ipc.Platform.Linux.Libc" or "Ipc.Platform.Linux.Errno")
        .Select(use => (use.At, What: use.Symbol.Name))
        .Concat(model.Texts().Where(text => SystemPath().IsMatch(text.Text)).Select(text => (text.At, What: text.Text)))
        .Where(found => found.At.Folder != "Platform")
        .Select(found => $"{found.At} asks {found.What}")
        .Distinct();

    // What is not public, or found by its name. Public members of a user's objects may be asked for anywhere.
    private static IEnumerable<string> Reflection(SourceModel model) => model.Uses()
        .Where(use => use.Symbol is
            { Name: "NonPublic", ContainingType.Name: "BindingFlags" } or { Name: "GetType", ContainingType.Name: "Assembly" }
            or { ContainingType.Name: "UnsafeAccessorAttribute" } or { Name: "UnsafeAccessorAttribute" })
        .Where(use => use.At.Folder != "Engine")
        .Select(use => $"{use.At} uses {use.Symbol.Name}")
        .Distinct();

    private static IEnumerable<string> CmdletNames(SourceModel model) => model.Files()
        .SelectMany(file => CmdletName().Matches(file.Text).Select(match => $"{file.File} names {match.Value}"))
        .Concat(model.Texts().SelectMany(text => Parameter().Matches(text.Text).Select(match => $"{text.At} names{match.Value}")));

    [GeneratedRegex("^/(?:proc|dev|sys)/")]
    private static partial Regex SystemPath();

    [GeneratedRegex(@"\b[A-Z][a-z]+-Ipc\w*")]
    private static partial Regex CmdletName();

    [GeneratedRegex(@"(?<=^|[\s(])-[A-Z][A-Za-z]+")]
    private static partial Regex Parameter();
}
