using System.Management.Automation.Language;
using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>
/// PowerShell with colours, as PowerShell's own parser sees it; cmdlets of the module lead to their pages.
/// </summary>
internal sealed class CodeColours(CommandHelpFile help, Links links)
{
    /// <summary>A block of lines.</summary>
    public string Block(PageSource page, string code)
    {
        string text = code.TrimEnd();
        _ = Parser.ParseInput(text, out Token[] tokens, out _);
        HtmlBuilder html = new HtmlBuilder().Add("<pre tabindex=\"0\"><code>");
        int end = 0;
        foreach (Token token in tokens.Where(static token => token.Extent.StartOffset < token.Extent.EndOffset))
        {
            html.Add(Encode(text[end..token.Extent.StartOffset]));
            html.Add(Coloured(page, token));
            end = token.Extent.EndOffset;
        }

        return html.Add(Encode(text[end..])).Add("</code></pre>\n").ToString();
    }

    private string Coloured(PageSource page, Token token)
    {
        string text = Encode(token.Text);
        return help.Has(token.Text) && token.Text != page.Source && links.Find(page, token.Text) is { } address
            ? $"<a class=\"command\" href=\"{Encode(address)}\">{text}</a>"
            : ClassOf(token) is { } name ? $"<span class=\"{name}\">{text}</span>" : text;
    }

    private static string? ClassOf(Token token) => token.Kind switch
    {
        TokenKind.Comment => "comment",
        TokenKind.Variable or TokenKind.SplattedVariable => "variable",
        TokenKind.StringLiteral or TokenKind.StringExpandable => "string",
        TokenKind.HereStringLiteral or TokenKind.HereStringExpandable => "string",
        TokenKind.Parameter => "parameter",
        TokenKind.Number => "number",
        _ when token.TokenFlags.HasFlag(TokenFlags.CommandName) => "command",
        _ when token.TokenFlags.HasFlag(TokenFlags.Keyword) => "keyword",
        _ => null,
    };
}
