using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Ipc.HelpWriter;

/// <summary>Writes the XML that Get-Help reads (MAML), element by element as its schema has it.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the file.</summary>
    public static void Write(IReadOnlyList<CommandHelp> commands, string path)
    {
        XElement root = new(
            s_help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            commands.Select(ToCommand));

        XmlWriterSettings settings = new() { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter writer = XmlWriter.Create(path, settings);
        root.WriteTo(writer);
    }

    private static XElement ToCommand(CommandHelp help) => new(
        s_command + "command",
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", help.Command.Name),
            new XElement(s_command + "verb", help.Command.Verb),
            new XElement(s_command + "noun", help.Command.Noun),
            ToDescription([help.Synopsis])),
        ToDescription(help.Description),
        new XElement(s_command + "syntax", help.Syntax.Select(set => new XElement(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", help.Command.Name),
            set.Select(parameter => ToParameter(parameter, isSyntax: true))))),
        new XElement(s_command + "parameters", help.Parameters.Select(parameter => ToParameter(parameter, isSyntax: false))),
        new XElement(s_command + "inputTypes", ToInputs(help)),
        new XElement(s_command + "returnValues", ToOutputs(help)),
        new XElement(s_command + "examples", help.Examples.Select(ToExample)),
        new XElement(s_command + "relatedLinks", help.Links.Select(link => new XElement(
            s_maml + "navigationLink",
            new XElement(s_maml + "linkText", link.Text),
            new XElement(s_maml + "uri", link.Address)))));

    private static XElement ToParameter(ParameterHelp parameter, bool isSyntax)
    {
        XElement element = new(
            s_command + "parameter",
            new XAttribute("required", Lower(parameter.IsRequired)),
            new XAttribute("variableLength", Lower(parameter.Type.IsArray)),
            new XAttribute("globbing", Lower(parameter.TakesWildcards)),
            new XAttribute("pipelineInput", parameter.PipelineInput),
            new XAttribute("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            ToDescription(parameter.Description));

        if (parameter.Choices.Count > 0 && isSyntax)
        {
            element.Add(new XElement(s_command + "parameterValueGroup", parameter.Choices.Select(ToValue)));
        }

        // A switch is written without a value in the syntax, and as one in the list.
        if (!(isSyntax && parameter.IsSwitch))
        {
            element.Add(ToValue(TypeNames.Short(parameter.Type)));
        }

        element.Add(ToType(TypeNames.Full(parameter.Type)), new XElement(s_dev + "defaultValue", parameter.DefaultValue));
        return element;
    }

    private static XElement ToValue(string text) => new(
        s_command + "parameterValue",
        new XAttribute("required", "true"),
        new XAttribute("variableLength", "false"),
        text);

    private static IEnumerable<XElement> ToInputs(CommandHelp help)
    {
        ParameterHelp[] taken = [.. help.Parameters.Where(parameter => parameter.FromPipeline)];
        return taken.Length == 0
            ? [new XElement(s_command + "inputType", ToType("None"))]
            : taken.Select(parameter => new XElement(
                s_command + "inputType",
                ToType(TypeNames.Full(parameter.Type)),
                ToDescription(["As -" + parameter.Name + ": " + string.Join(' ', parameter.Description)])));
    }

    private static IEnumerable<XElement> ToOutputs(CommandHelp help)
    {
        PSTypeName[] types = [.. help.Command.OutputType];
        string[] names = types.Length == 0 ? ["None"] : Array.ConvertAll(types, type => type.Type is null ? type.Name : TypeNames.Full(type.Type));
        return names.Select((name, index) => new XElement(
            s_command + "returnValue",
            ToType(name),
            index == names.Length - 1 ? ToDescription(help.OutputDescription) : null));
    }

    private static XElement ToExample(ExampleHelp example, int index)
    {
        string title = $"Example {index + 1}" + (example.Title.Length == 0 ? string.Empty : ": " + example.Title.TrimEnd('.', ':'));
        return new XElement(
            s_command + "example",
            new XElement(s_maml + "title", $"-------- {title} --------"),
            new XElement(s_dev + "code", example.Code),
            // The empty paragraph is the empty line before the next example.
            new XElement(s_dev + "remarks", ToParagraphs([.. example.Remarks, string.Empty])));
    }

    private static XElement ToType(string name) =>
        new(s_dev + "type", new XElement(s_maml + "name", name), new XElement(s_maml + "uri"));

    private static XElement ToDescription(IReadOnlyList<string> paragraphs) =>
        new(s_maml + "description", ToParagraphs(paragraphs));

    private static IEnumerable<XElement> ToParagraphs(IReadOnlyList<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(s_maml + "para", paragraph));

    private static string Lower(bool value) => value ? "true" : "false";
}
