using System.Net;

namespace Ipc.ManualWriter;

/// <summary>Small pieces of HTML.</summary>
internal static class Html
{
    /// <summary>Text, with what HTML gives a meaning made harmless.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>
    /// Code in a sentence. A word of it with a dash, such as a parameter, is not parted there; a long one may be.
    /// </summary>
    public static string Code(string code) => $"<code>{string.Join(' ', code.Split(' ').Select(Word))}</code>";

    private const int LongestWord = 32;

    private static string Word(string word) => word.Contains('-', StringComparison.Ordinal) && word.Length <= LongestWord
        ? $"<span>{Encode(word)}</span>"
        : Encode(word);

    /// <summary>A paragraph of what is HTML already.</summary>
    public static string Paragraph(string html) => $"<p>{html}</p>\n";

    /// <summary>A list of what is HTML already.</summary>
    public static string List(IEnumerable<string> items) =>
        $"<ul>\n{string.Concat(items.Select(static item => $"<li>{item}</li>\n"))}</ul>\n";

    /// <summary>A link around what is HTML already.</summary>
    public static string Link(string address, string html) => $"<a href=\"{Encode(address)}\">{html}</a>";

    /// <summary>Lines that keep their form.</summary>
    public static string Block(string text) => $"<pre tabindex=\"0\"><code>{Encode(text.TrimEnd())}</code></pre>\n";
}
