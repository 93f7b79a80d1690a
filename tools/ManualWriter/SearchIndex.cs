using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ipc.ManualWriter;

/// <summary>
/// What the search looks through: title, section, address and words of each page. It is a script and not data, since a
/// page that was opened from a file may load the one and not the other.
/// </summary>
internal sealed partial class SearchIndex
{
    private readonly List<string[]> _pages = [];

    /// <summary>Adds a page.</summary>
    public void Add(PageSource page, string body) => _pages.Add(
    [
        page.Title, page.Section, page.Path,
        Space().Replace(WebUtility.HtmlDecode(Block().Replace(Inline().Replace(body, ""), " ")), " ").Trim(),
    ]);

    /// <summary>The script.</summary>
    public string ToScript() =>
        $"manualIndex = [\n{string.Join(",\n", _pages.Select(static page => JsonSerializer.Serialize(page)))}\n];\n";

    // Stands within a word, or beside a comma: no blank takes its place.
    [GeneratedRegex("</?(?:a|code|span|em|strong)\\b[^>]*>")]
    private static partial Regex Inline();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
