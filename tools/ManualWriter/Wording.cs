using System.Text.RegularExpressions;
using static Ipc.ManualWriter.Html;

namespace Ipc.ManualWriter;

/// <summary>Plain text as HTML: cmdlets, topics and error ids lead to their pages, parameters and variables look like code.</summary>
internal sealed partial class Wording(CommandHelpFile help, Links links)
{
    private const string Errors = "docs/errors.md";

    /// <summary>A cmdlet's name, which leads to its page.</summary>
    public string Command(PageSource page, string name) => Lead(links.Find(page, name), Html.Code(name));

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

    private string? Known(PageSource page, string word) =>
        help.Has(word) ? page.Source == word ? Html.Code(word) : Command(page, word)
        : word.StartsWith("about_", StringComparison.Ordinal) ? links.Find(page, $"en-US/{word}.help.txt") is { } topic ? Lead(topic, $"<code>{word}</code>") : null
        : ErrorId().IsMatch(word) ? page.Source == Errors ? null : Lead($"{links.Find(page, Errors)}#{word.ToLowerInvariant()}", $"<code>{word}</code>")
        : word is ['-' or '$', ..] && !word.Contains(' ', StringComparison.Ordinal) ? Html.Code(word)
        : null;

    private static string Lead(string? address, string html) => address is null ? html : $"<a href=\"{Encode(address)}\">{html}</a>";

    /// <summary>The ids that the page of errors has a line for.</summary>
    [GeneratedRegex("^Ipc(?:NotFound|AlreadyExists|Timeout|Full|Empty|MessageTooLarge|NoSpace|FormatMismatch|KindMismatch|InvalidName|"
        + "AccessDenied|NotOwner|Abandoned|Deadlock|BarrierBroken|SemaphoreFull|Closed|Corrupt|WorkerFailed|NotSupported)$")]
    public static partial Regex ErrorId();

    [GeneratedRegex(@"(?<![\w$.-])(?:[A-Z][a-z]+-Ipc[A-Za-z]+|about_\w+|Ipc[A-Z]\w+|-[A-Z][A-Za-z]+\b(?!-)|\$\w+(?:\.\w+|\([^()]*\)|\[[^\[\]]*\])*)")]
    private static partial Regex Word();
}
