using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>What stands in a page, by its kind.</summary>
internal sealed class PageWriters
{
    private readonly string _root;
    private readonly CommandHelpFile _help;
    private readonly Links _links;
    private readonly Wording _wording;
    private readonly CodeColours _colours;

    /// <summary>Prepares writing.</summary>
    public PageWriters(string root, CommandHelpFile help, Links links)
    {
        _root = root;
        _help = help;
        _links = links;
        _wording = new Wording(root, help, links);
        _colours = new CodeColours(help, links);
    }

    /// <summary>The page's own part, as HTML.</summary>
    public string Write(PageSource page) => page.Kind switch
    {
        PageKind.Markdown => new MarkdownPage(page, _links, _wording, _colours).Write(Read(page)),
        PageKind.Cmdlet => new CmdletPage(page, _wording, _colours).Write(_help.Read(page.Source)),
        PageKind.Topic => new TopicPage(page, _wording, _colours).Write(Read(page)),
        PageKind.CmdletList => CmdletList(page),
        PageKind.Folder => FileList(page),
        _ => Code(page),
    };

    private string Read(PageSource page) => File.ReadAllText(Path.Combine(_root, page.Source)).ReplaceLineEndings("\n");

    private string Code(PageSource page) =>
        $"<h1>{Encode(page.Title)}</h1>\n<p class=\"where\"><code>{Encode(page.Source)}</code></p>\n"
        + (Path.GetExtension(page.Source) == ".ps1" ? _colours.Block(page, Read(page)) : Block(Read(page)));

    // By noun: those that belong together stand together.
    private string CmdletList(PageSource page)
    {
        HtmlBuilder html = new HtmlBuilder().Add($"<h1>{Encode(page.Title)}</h1>\n");
        foreach (IGrouping<string, string> noun in _help.Commands.GroupBy(static name => name.Split('-')[1])
            .OrderBy(static noun => noun.Key, StringComparer.Ordinal))
        {
            html.Add($"<h2 id=\"{noun.Key.ToLowerInvariant()}\">{noun.Key}</h2>\n");
            html.Add("<div class=\"table\"><table class=\"names\">\n");
            foreach (string name in noun)
            {
                html.Add($"<tr><td>{_wording.Command(page, name)}</td>");
                html.Add($"<td>{_wording.Text(page, _help.Synopsis(name))}</td></tr>\n");
            }

            html.Add("</table></div>\n");
        }

        return html.ToString();
    }

    private string FileList(PageSource page)
    {
        IEnumerable<string> files = new DirectoryInfo(Path.Combine(_root, page.Source)).GetFiles()
            .Select(file => file.Name).Order(StringComparer.Ordinal);
        PageSource inside = page with { Source = page.Source + "/." };
        return $"<h1>{Encode(page.Title)}</h1>\n"
            + List(files.Select(name => Link(_links.Resolve(inside, name, isPicture: false), Encode(name))));
    }
}
