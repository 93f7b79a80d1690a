using System.Xml.Linq;

namespace Ipc.ManualWriter;

/// <summary>The help file of the cmdlets (MAML), which Get-Help reads.</summary>
internal sealed class CommandHelpFile
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private readonly Dictionary<string, XElement> _commands;

    /// <summary>Reads the file.</summary>
    public CommandHelpFile(string path) => _commands = XDocument.Load(path).Root!.Elements(s_command + "command")
        .ToDictionary(command => Text(command.Element(s_command + "details"), s_command + "name"));

    /// <summary>The names of all cmdlets, in order.</summary>
    public IEnumerable<string> Commands => _commands.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a cmdlet of that name.</summary>
    public bool Has(string name) => _commands.ContainsKey(name);

    /// <summary>What a cmdlet does, in one line.</summary>
    public string Synopsis(string name) => string.Join(' ', Paragraphs(_commands[name].Element(s_command + "details")));

    /// <summary>All of it.</summary>
    public CommandText Read(string name)
    {
        XElement command = _commands[name];
        XElement[] sets = [.. command.Descendants(s_command + "syntaxItem")];
        return new CommandText(
            name,
            Synopsis(name),
            Paragraphs(command),
            [.. sets.Select(set => SyntaxText(name, set))],
            [.. command.Element(s_command + "parameters")!.Elements().Select(one => ReadParameter(one, sets))],
            [.. Types(command, "inputTypes")],
            [.. Types(command, "returnValues")],
            [.. command.Descendants(s_command + "example").Select(ReadExample)],
            [.. command.Descendants(s_maml + "navigationLink").Where(link => Text(link, s_maml + "uri").Length == 0)
                .Select(link => Text(link, s_maml + "linkText"))]);
    }

    // As Get-Help writes it: what may be left out in brackets, the name too where the place is enough.
    private static string[] SyntaxText(string name, XElement set) =>
        [name, .. set.Elements(s_command + "parameter").Select(SyntaxText)];

    private static string SyntaxText(XElement parameter)
    {
        string own = "-" + Text(parameter, s_maml + "name");
        string shown = (string?)parameter.Attribute("position") == "named" ? own : $"[{own}]";
        string[] choices = Choices([parameter]);
        string value = choices.Length > 0 ? $" {{{string.Join(" | ", choices)}}}"
            : parameter.Element(s_command + "parameterValue") is { } type ? $" <{type.Value}>" : "";
        return (string?)parameter.Attribute("required") == "true" ? shown + value : $"[{shown}{value}]";
    }

    private static string[] Choices(IEnumerable<XElement> parameters) =>
        [.. parameters.Elements(s_command + "parameterValueGroup").Elements().Select(static choice => choice.Value)];

    private static ParameterText ReadParameter(XElement parameter, XElement[] sets)
    {
        string name = Text(parameter, s_maml + "name");
        IEnumerable<XElement> places = sets.Elements(s_command + "parameter")
            .Where(place => Text(place, s_maml + "name") == name);
        return new ParameterText(
            name,
            Paragraphs(parameter),
            Text(parameter, s_command + "parameterValue"),
            Text(parameter.Element(s_dev + "type"), s_maml + "name"),
            Choices(places.Take(1)),
            (string?)parameter.Attribute("required") == "true",
            (string?)parameter.Attribute("position") ?? "",
            Text(parameter, s_dev + "defaultValue"),
            (string?)parameter.Attribute("pipelineInput") ?? "",
            (string?)parameter.Attribute("aliases") ?? "",
            (string?)parameter.Attribute("globbing") == "true");
    }

    private static ExampleText ReadExample(XElement example) => new(
        Text(example, s_maml + "title").Trim('-', ' '),
        Text(example, s_dev + "code"),
        [.. example.Elements(s_dev + "remarks").Elements().Select(static paragraph => paragraph.Value)
            .Where(static text => text.Length > 0)]);

    private static IEnumerable<TypeText> Types(XElement command, string list) => command
        .Element(s_command + list)!.Elements()
        .Select(static type => new TypeText(Text(type.Element(s_dev + "type"), s_maml + "name"), Paragraphs(type)));

    private static string[] Paragraphs(XElement? element) =>
        [.. element?.Elements(s_maml + "description").Elements(s_maml + "para").Select(static one => one.Value) ?? []];

    private static string Text(XElement? element, XName name) => element?.Element(name)?.Value ?? "";
}
