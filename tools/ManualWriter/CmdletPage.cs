using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>The page of one cmdlet: what Get-Help -Full says.</summary>
internal sealed class CmdletPage(PageSource page, Wording wording, CodeColours colours)
{
    private const string Switch = "switch";
    private readonly HtmlBuilder _html = new();

    /// <summary>The page's own part.</summary>
    public string Write(CommandText command)
    {
        _html.Add($"<h1>{Encode(command.Name)}</h1>\n<p class=\"lead\">{wording.Text(page, command.Synopsis)}</p>\n");
        Heading("Syntax");
        _html.Add("<div class=\"syntax\">\n").AddEach(command.Syntax.Select(Syntax)).Add("</div>\n");
        Heading("Description");
        Paragraphs(command.Description);
        Heading("Examples");
        foreach (ExampleText example in command.Examples)
        {
            AddExample(example);
        }

        Heading("Parameters");
        foreach (ParameterText parameter in command.Parameters)
        {
            AddParameter(parameter);
        }

        Paragraphs(["And the common parameters: -Verbose, -ErrorAction, -ErrorVariable and the others."]);
        AddTypes("Input", command.Inputs);
        AddTypes("Output", command.Outputs);
        Heading("Related");
        _html.Add(List(command.Links.Select(link => wording.Text(page, link))));
        return _html.ToString();
    }

    // A line ends between parameters, not inside of one.
    private static string Syntax(IReadOnlyList<string> words) =>
        $"<p><code>{string.Join(' ', words.Select(static word => $"<span>{Encode(word)}</span>"))}</code></p>\n";

    private void Heading(string text) => _html.Add($"<h2 id=\"{text.ToLowerInvariant()}\">{text}</h2>\n");

    private void Paragraphs(IReadOnlyList<string> paragraphs) =>
        _html.AddEach(paragraphs.Select(text => Paragraph(wording.Text(page, text))));

    private void AddExample(ExampleText example)
    {
        _html.Add($"<h3>{Encode(example.Title)}</h3>\n");
        _html.Add(colours.Block(page, example.Code));
        Paragraphs(example.Remarks);
    }

    private void AddParameter(ParameterText parameter)
    {
        _html.Add($"<h3 id=\"-{parameter.Name.ToLowerInvariant()}\"><code>-{Encode(parameter.Name)}</code></h3>\n");
        Paragraphs(parameter.Description);
        string takes = parameter.Takes == Switch ? "nothing: it is a switch" : Code(parameter.Takes);
        string type = parameter.Type.EndsWith(parameter.Takes, StringComparison.Ordinal) || parameter.Takes == Switch
            ? "" : $" ({Code(parameter.Type)})";
        _html.Add("<dl class=\"facts\">\n");
        Fact("Takes", takes + type);
        Fact("One of", string.Join(", ", parameter.Choices.Select(Code)));
        Fact("Required", parameter.IsRequired ? "yes" : "no");
        Fact("Position", parameter.Position == "named" ? "" : parameter.Position);
        Fact("Default", parameter.Default is "None" or "False" ? "" : Code(parameter.Default));
        Fact("From the pipeline", parameter.Pipeline switch
        {
            "False" => "",
            "True (ByPropertyName)" => "by a property of that name",
            "True (ByValue)" => "yes",
            _ => "yes, also by a property of that name",
        });
        Fact("Wildcards", parameter.TakesWildcards ? "yes" : "");
        string[] aliases = parameter.Aliases == "none" ? [] : parameter.Aliases.Split(", ");
        Fact("Also called", string.Join(", ", aliases.Select(static name => Code("-" + name))));
        _html.Add("</dl>\n");
    }

    private void Fact(string name, string html)
    {
        if (html.Length > 0)
        {
            _html.Add($"<div><dt>{name}</dt><dd>{html}</dd></div>\n");
        }
    }

    private void AddTypes(string heading, IReadOnlyList<TypeText> types)
    {
        Heading(heading);
        foreach (TypeText type in types)
        {
            _html.Add(Paragraph(type.Name == "None" ? "Nothing." : Code(type.Name)));
            Paragraphs(type.Description);
        }
    }
}
