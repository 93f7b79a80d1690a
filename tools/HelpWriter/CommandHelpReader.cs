using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace Ipc.HelpWriter;

/// <summary>Joins what the engine knows of the cmdlets with what their comments say.</summary>
internal sealed class CommandHelpReader
{
    private readonly DocComments _comments;
    private readonly Dictionary<string, string> _commandNames;

    private CommandHelpReader(IReadOnlyList<CmdletInfo> commands, DocComments comments)
    {
        _comments = comments;
        _commandNames = commands.ToDictionary(command => "T:" + command.ImplementingType.FullName, command => command.Name);
    }

    /// <summary>Reads the help of all commands.</summary>
    public static IReadOnlyList<CommandHelp> Read(IReadOnlyList<CmdletInfo> commands, DocComments comments)
    {
        CommandHelpReader reader = new(commands, comments);
        return [.. commands.Select(reader.Read)];
    }

    private CommandHelp Read(CmdletInfo command)
    {
        XElement? comment = _comments.Find(command.ImplementingType);
        ParameterHelpReader parameters = new(command, property => Text(_comments.Find(property)?.Element("summary")));
        return new CommandHelp
        {
            Command = command,
            Synopsis = string.Join(' ', Text(comment?.Element("summary"))),
            Description = Text(comment?.Element("remarks")),
            Syntax = parameters.ReadSyntax(),
            Parameters = parameters.ReadAll(),
            OutputDescription = Text(comment?.Element("returns")),
            Examples = [.. (comment?.Elements("example") ?? []).Select(ReadExample)],
            Links = [OnlineManual.LinkTo(command.Name), .. (comment?.Elements("seealso") ?? []).Select(ReadLink), .. Related(command)],
        };
    }

    // Those of the same noun, in the order of the manifest; and where to begin.
    private IEnumerable<LinkHelp> Related(CmdletInfo command) => _commandNames.Values
        .Where(name => name != command.Name && name.EndsWith($"-{command.Noun}", StringComparison.Ordinal))
        .Concat(["about_Ipc", "about_Ipc_Choosing"])
        .Select(static name => new LinkHelp(name, ""));

    /// <summary>Before the code: the title. After it: remarks.</summary>
    private ExampleHelp ReadExample(XElement example)
    {
        XElement? code = example.Element("code");
        return new ExampleHelp(
            string.Join(' ', DocText.Read(code?.NodesBeforeSelf(), _commandNames)),
            code is null ? string.Empty : DocText.ReadCode(code),
            code is null ? Text(example) : DocText.Read(code.NodesAfterSelf(), _commandNames));
    }

    private LinkHelp ReadLink(XElement link) =>
        new(string.Join(' ', DocText.Read([link], _commandNames)), link.Attribute("href")?.Value ?? string.Empty);

    private IReadOnlyList<string> Text(XElement? element) => DocText.Read(element?.Nodes(), _commandNames);
}
