using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Help;

/// <summary>
/// The pages of <c>docs/kinds</c> have the same headings, and name what there is. What they say is printed, and what
/// comes of their mistakes, <c>tests/Pester/Kinds.Tests.ps1</c> holds.
/// </summary>
public sealed partial class KindPageTests
{
    private static readonly string[] s_headings =
    [
        "When", "Five lines", "Parameters that matter", "What happens when a process dies",
        "Cost", "From Python", "From Start-Job", "Mistakes",
    ];

    private static string Folder => Path.Combine(Repository.Root, "docs", "kinds");

    private static string[] Names => [.. Directory.GetFiles(Folder, "*.md")
        .Select(path => Path.GetFileName(path)).Where(name => name != "README.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Pages => [.. Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Have_the_same_headings_and_stand_in_the_list(string page)
    {
        string text = Read(page);
        Assert.Matches("^# [A-Z]", text);
        Assert.Equal(s_headings, Heading().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Contains($"]({page})", Read("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_cmdlets_and_parameters_that_there_are()
    {
        using HostedShell shell = new();
        Dictionary<string, CommandInfo> commands = shell.Run("Get-Command -Module Ipc").Cast<CommandInfo>()
            .ToDictionary(command => command.Name);
        string[] texts = [.. Names.Select(Read)];

        Assert.Equal([], commands.Keys.Where(name => !texts.Any(text => Regex.IsMatch(text, $@"\b{name}\b"))));
        Assert.Equal([], texts.SelectMany(Codes).SelectMany(code => Wrong(code, commands)).Distinct());
    }

    private static IEnumerable<string> Codes(string text) => Code().Matches(text)
        .Select(static match => match.Groups[match.Groups[1].Success ? 1 : 2].Value)
        .Select(static code => code.Replace("\\|", "|", StringComparison.Ordinal));

    // What is not PowerShell, such as Python's lines, has no command that is called as ours are.
    private static IEnumerable<string> Wrong(string code, Dictionary<string, CommandInfo> commands) => Parser
        .ParseInput(code, out _, out _)
        .FindAll(static node => node is CommandAst, searchNestedScriptBlocks: true)
        .Cast<CommandAst>()
        .Where(static call => call.GetCommandName() is { } name && CommandName().IsMatch(name))
        .SelectMany(call => Wrong(call, commands));

    private static IEnumerable<string> Wrong(CommandAst call, Dictionary<string, CommandInfo> commands) =>
        !commands.TryGetValue(call.GetCommandName(), out CommandInfo? command)
            ? [call.GetCommandName()]
            : call.CommandElements.OfType<CommandParameterAst>()
                .Where(parameter => !Has(command, parameter.ParameterName))
                .Select(parameter => $"{command.Name} -{parameter.ParameterName}");

    private static bool Has(CommandInfo command, string parameter)
    {
        try
        {
            return command.ResolveParameter(parameter) is not null;
        }
        catch (Exception exception) when (exception is ParameterBindingException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(Folder, page));

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"```powershell\n(.*?)```|(?<!`)`([^`\n]+)`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Z][a-z]+-Ipc[A-Z]")]
    private static partial Regex CommandName();
}
