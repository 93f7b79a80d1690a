using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>What stands around every page: its head, the contents, and the place of the search.</summary>
internal sealed class PageFrame(IReadOnlyList<PageSource> contents)
{
    private const string Product = "Ipc";

    /// <summary>A whole page.</summary>
    public string Around(PageSource page, string body)
    {
        string top = Links.Relative(page, "");
        string title = page.Path == contents[0].Path ? Product : $"{Encode(page.Title)} - {Product}";
        return $"""
            <!DOCTYPE html>
            <html lang="en" data-top="{top}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <link rel="stylesheet" href="{top}manual.css">
            <script src="{top}manual.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#page">To the text</a>
            <header><a class="product" href="{top}index.html">{Product}</a><div id="search"></div></header>
            <div class="columns">
            <nav aria-label="Contents">
            <details class="menu" open><summary>Contents</summary>
            {Menu(page)}</details>
            </nav>
            <main id="page">
            {body}</main>
            </div>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private string Menu(PageSource page)
    {
        HtmlBuilder html = new();
        foreach (IGrouping<string, PageSource> section in contents.GroupBy(static one => one.Section))
        {
            string open = section.Key == page.Section || section.Key == Contents.Start ? " open" : "";
            html.Add($"<details{open}><summary>{Encode(section.Key)}</summary>\n<ul>\n");
            foreach (PageSource one in section)
            {
                string current = one.Path == page.Path ? " aria-current=\"page\"" : "";
                html.Add($"<li><a href=\"{Links.Relative(page, one.Path)}\"{current}>{Encode(one.Title)}</a></li>\n");
            }

            html.Add("</ul></details>\n");
        }

        return html.ToString();
    }
}
