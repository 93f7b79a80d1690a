using System.Text.RegularExpressions;
using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>
/// An about topic. Its form is that of the terminal: headings stand left, text at four blanks, code at eight, and two
/// columns are kept apart by three blanks or more.
/// </summary>
internal sealed partial class TopicPage(PageSource page, Wording wording, CodeColours colours)
{
    private const int TextIndentation = 4;
    private const int CodeIndentation = 8;
    private readonly HtmlBuilder _html = new();

    /// <summary>The page's own part.</summary>
    public string Write(string text)
    {
        foreach (string part in PartEnd().Split(text.Trim('\n')))
        {
            Add([.. part.Trim('\n').Split('\n')]);
        }

        return _html.ToString();
    }

    private void Add(List<string> lines)
    {
        if (lines[0].Length > 0 && lines[0][0] != ' ')
        {
            AddTop(lines);
        }
        else if (Indentation(lines[0]) == TextIndentation / 2)
        {
            string heading = lines[0].Trim();
            heading = heading[..1] + heading[1..].ToLowerInvariant();
            _html.Add($"<h2 id=\"{Id(heading)}\">{Encode(heading)}</h2>\n");
            AddRest(lines);
        }
        else if (Indentation(lines[0]) >= CodeIndentation)
        {
            _html.Add(colours.Block(page, string.Join('\n', lines.Select(CodeLine))));
        }
        else if (!TryAddColumns(lines))
        {
            _html.Add(Paragraph(wording.Text(page, string.Join(' ', lines.Select(static line => line.Trim())))));
        }
    }

    // TOPIC is the title, SHORT DESCRIPTION the lead; below SEE ALSO each line is a link.
    private void AddTop(List<string> lines)
    {
        string text = string.Join(' ', lines.Skip(1).Select(static line => line.Trim()));
        switch (lines[0])
        {
            case "TOPIC":
                _html.Add($"<h1>{Encode(text)}</h1>\n");
                break;
            case "SHORT DESCRIPTION":
                _html.Add($"<p class=\"lead\">{wording.Text(page, text)}</p>\n");
                break;
            case "SEE ALSO":
                _html.Add("<h2 id=\"related\">Related</h2>\n");
                _html.Add(List(lines.Skip(1).Select(line => wording.Text(page, line.Trim()))));
                break;
            default:
                AddRest(lines);
                break;
        }
    }

    private void AddRest(List<string> lines)
    {
        if (lines.Count > 1)
        {
            Add(lines[1..]);
        }
    }

    private bool TryAddColumns(List<string> lines)
    {
        int column = Columns().Match(lines[0]) is { Success: true } match ? match.Groups[1].Index : 0;
        if (column == 0 || lines.Exists(line => line.Length > column && line[column - 1] != ' '))
        {
            return false;
        }

        List<(string Left, string Right)> rows = [];
        foreach (string line in lines)
        {
            string left = line[..Math.Min(column, line.Length)].Trim();
            string right = line.Length > column ? line[column..].Trim() : "";
            if (left.Length == 0 && rows.Count > 0)
            {
                rows[^1] = (rows[^1].Left, rows[^1].Right + " " + right);
            }
            else
            {
                rows.Add((left, right));
            }
        }

        _html.Add("<div class=\"table\"><table>\n")
            .AddEach(rows.Select(row => $"<tr>{Cell(row.Left)}{Cell(row.Right)}</tr>\n"))
            .Add("</table></div>\n");
        return true;
    }

    private string Cell(string text) => $"<td>{wording.Text(page, text)}</td>";

    private static string CodeLine(string line) => line.Length > CodeIndentation ? line[CodeIndentation..] : "";

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;

    private static string Id(string heading) => NoLetter().Replace(heading.ToLowerInvariant(), "-");

    // An empty line ends a part, but for one inside of code.
    [GeneratedRegex(@"\n\s*\n(?! {8,})|(?<!\n {8,}[^\n]*)\n\s*\n")]
    private static partial Regex PartEnd();

    [GeneratedRegex(@"^    \S.*?\S? {3,}(\S)")]
    private static partial Regex Columns();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetter();
}
