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

        _html.Add("<p>And the common parameters: <code>-Verbose</code>, <code>-ErrorAction</code>, <code>-ErrorVariable</code> and the others.</p>\n");
        AddTypes("Input", command.Inputs);
        AddTypes("Output", command.Outputs);
        Heading("Related");
        _html.Add("<ul>\n").AddEach(command.Links.Select(link => $"<li>{wording.Text(page, link)}</li>\n")).Add("</ul>\n");
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
        string takes = parameter.Takes == Switch ? "nothing: it is a switch" : $"<code>{Encode(parameter.Takes)}</code>";
        string type = parameter.Type.EndsWith(parameter.Takes, StringComparison.Ordinal) || parameter.Takes == Switch
            ? "" : $" (<code>{Encode(parameter.Type)}</code>)";
        _html.Add("<dl class=\"facts\">\n");
        Fact("Takes", takes + type);
        Fact("One of", string.Join(", ", parameter.Choices.Select(static choice => $"<code>{Encode(choice)}</code>")));
        Fact("Required", parameter.IsRequired ? "yes" : "no");
        Fact("Position", parameter.Position == "named" ? "" : parameter.Position);
        Fact("Default", parameter.Default is "None" or "False" ? "" : $"<code>{Encode(parameter.Default)}</code>");
        Fact("From the pipeline", parameter.Pipeline switch
        {
            "False" => "",
            "True (ByPropertyName)" => "by a property of that name",
            "True (ByValue)" => "yes",
            _ => "yes, also by a property of that name",
        });
        Fact("Wildcards", parameter.TakesWildcards ? "yes" : "");
        Fact("Also called", parameter.Aliases == "none" ? "" : string.Join(", ", parameter.Aliases.Split(", ").Select(static name => $"<code>-{Encode(name)}</code>")));
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
            _html.Add(Paragraph(type.Name == "None" ? "Nothing." : $"<code>{Encode(type.Name)}</code>"));
            Paragraphs(type.Description);
        }
    }
}
