using System.Text.RegularExpressions;
using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>
/// Plain text as HTML: cmdlets, topics and error ids lead to their pages, parameters and variables look like code.
/// </summary>
internal sealed partial class Wording
{
    /// <summary>The page that has a line for each error id.</summary>
    public const string Errors = "docs/errors.md";

    private readonly CommandHelpFile _help;
    private readonly Links _links;
    private readonly HashSet<string> _errors;

    /// <summary>Reads which error ids there are.</summary>
    public Wording(string root, CommandHelpFile help, Links links)
    {
        _help = help;
        _links = links;
        string errors = File.ReadAllText(Path.Combine(root, Errors));
        _errors = [.. ErrorRow().Matches(errors).Select(static row => row.Groups[1].Value)];
    }

    /// <summary>Whether that is an error id.</summary>
    public bool IsError(string word) => _errors.Contains(word);

    /// <summary>A cmdlet's name, which leads to its page.</summary>
    public string Command(PageSource page, string name) => Lead(_links.Find(page, name), name);

    /// <summary>Text in which every word is looked at.</summary>
    public string Text(PageSource page, string text)
    {
        HtmlBuilder html = new();
        int end = 0;
        foreach (Match match in Word().Matches(text))
        {
            html.Add(Encode(text[end..match.Index])).Add(Known(page, match.Value) ?? Encode(match.Value));
            end = match.Index + match.Length;
        }

        return html.Add(Encode(text[end..])).ToString();
    }

    /// <summary>What stands as code in a sentence: it leads on where all of it is a name.</summary>
    public string Code(PageSource page, string code) => Known(page, code) ?? Html.Code(code);

    // As HTML; null for what is an ordinary word. A page does not lead to itself.
    private string? Known(PageSource page, string word) =>
        _help.Has(word) ? Lead(page.Source == word ? null : _links.Find(page, word), word)
        : _links.Find(page, $"en-US/{word}.help.txt") is { } topic ? Lead(topic, word)
        : IsError(word) ? Lead(page.Source == Errors ? null : ErrorLine(page, word), word)
        : word is ['-' or '$', ..] && !word.Contains(' ', StringComparison.Ordinal) ? Html.Code(word)
        : null;

    private string ErrorLine(PageSource page, string id) => $"{_links.Find(page, Errors)}#{id.ToLowerInvariant()}";

    private static string Lead(string? address, string word) =>
        address is null ? Html.Code(word) : Link(address, Html.Code(word));

    [GeneratedRegex(@"^\| `(Ipc\w+)`", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();

    // A cmdlet, a topic, an error id, a parameter; a variable with members, calls and indices behind it.
    [GeneratedRegex(@"(?<![\w$.-])(?:[A-Z][a-z]+-Ipc[A-Za-z]+|about_\w+|Ipc[A-Z]\w+|-[A-Z][A-Za-z]+\b(?!-)"
        + @"|\$\w+(?:\.\w+|\([^()]*\)|\[[^\[\]]*\])*)")]
    private static partial Regex Word();
}
