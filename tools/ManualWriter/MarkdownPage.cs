using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Ipc.ManualWriter;

/// <summary>A page of the repository, in Markdown.</summary>
internal sealed class MarkdownPage(PageSource page, Links links, Wording wording, CodeColours colours)
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>The page's own part.</summary>
    public string Write(string text)
    {
        MarkdownDocument document = Markdown.Parse(text, s_pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>())
        {
            link.Url = links.Resolve(page, link.Url ?? "", link.IsImage);
        }

        foreach (Table table in document.Descendants<Table>())
        {
            Label(table);
        }

        using StringWriter html = new();
        HtmlRenderer renderer = new(html);
        s_pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new BlockRenderer(this));
        renderer.ObjectRenderers.ReplaceOrAdd<CodeInlineRenderer>(new InlineRenderer(this));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new WideTableRenderer());
        renderer.Render(document);
        return html.ToString();
    }

    // A table of three or four columns is read row by row where there is little room: each cell then shows its column's
    // name.
    private static void Label(Table table)
    {
        TableCell[] heads = [.. ((TableRow)table[0]).Cast<TableCell>()];
        if (heads.Length is not (3 or 4))
        {
            return;
        }

        table.GetAttributes().AddClass("rows");
        foreach (TableRow row in table.Skip(1).Cast<TableRow>())
        {
            foreach ((TableCell cell, TableCell head) in row.Cast<TableCell>().Zip(heads).Skip(1))
            {
                cell.GetAttributes().AddProperty("data-head", Text(head));
            }
        }
    }

    private static string Text(TableCell cell) =>
        string.Concat(cell.Descendants<LeafInline>().Select(static inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }));

    /// <summary>A block of code; PowerShell has colours.</summary>
    private sealed class BlockRenderer(MarkdownPage owner) : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            string code = block.Lines.ToString();
            renderer.Write(block is FencedCodeBlock { Info: "powershell" } ? owner.Colour(code) : Html.Block(code));
        }
    }

    /// <summary>
    /// Code in a sentence. In a table a vertical line stands behind a backslash, which is not the code's.
    /// </summary>
    private sealed class InlineRenderer(MarkdownPage owner) : HtmlObjectRenderer<CodeInline>
    {
        protected override void Write(HtmlRenderer renderer, CodeInline code) => renderer.Write(owner.Name(code));
    }

    /// <summary>A table in a box of its own, which moves sideways where there is no room.</summary>
    private sealed class WideTableRenderer : HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Table table)
        {
            renderer.Write("<div class=\"table\">");
            base.Write(renderer, table);
            renderer.Write("</div>\n");
        }
    }

    private string Colour(string code) => colours.Block(page, code);

    private string Name(CodeInline code)
    {
        string text = code.Content.Replace("\\|", "|", StringComparison.Ordinal);
        bool isInLink = code.Parent is LinkInline or EmphasisInline { Parent: LinkInline };
        bool isErrorRow = page.Source == Wording.Errors && wording.IsError(text) && IsFirstCell(code);
        return isErrorRow ? $"<code id=\"{text.ToLowerInvariant()}\">{text}</code>"
            : isInLink ? $"<code>{Html.Encode(text)}</code>"
            : wording.Code(page, text);
    }

    private static bool IsFirstCell(CodeInline code) =>
        code.Parent?.ParentBlock?.Parent is TableCell { Parent: TableRow row } cell && row[0] == cell;
}
