using System.Buffers;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>What all completers share: which texts begin like the word, and how they are inserted.</summary>
internal static class Completions
{
    // What ends a word, or means something in one. The rest may stand there without quotes.
    private static readonly SearchValues<char> s_special = SearchValues.Create(" \t'\"`$,;|&(){}<>");

    /// <summary>The results for those texts that begin like the word; the word may hold wildcards, and a quote.</summary>
    /// <param name="word">What stands there so far.</param>
    /// <param name="found">The texts, each with what a tooltip says.</param>
    public static IEnumerable<CompletionResult> Matching(string word, IEnumerable<(string Text, string Tip)> found)
    {
        string plain = Unquoted(word);
        WildcardPattern pattern = WildcardPattern.Get($"{plain}*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return found
            .Where(one => pattern.IsMatch(one.Text) || one.Text.StartsWith(plain, StringComparison.OrdinalIgnoreCase))
            .Select(one => new CompletionResult(
                Quoted(one.Text, word), one.Text, CompletionResultType.ParameterValue, one.Tip.Length == 0 ? one.Text : one.Tip));
    }

    /// <summary>The word without the quote that it begins with, and that it may end with.</summary>
    public static string Unquoted(string word) =>
        word.Length > 0 && word[0] is '\'' or '"' ? word[1..].TrimEnd(word[0]) : word;

    // With the quotes that the user has begun with; else with some only where they are needed.
    private static string Quoted(string text, string word) => word switch
    {
        ['"', ..] when !text.AsSpan().ContainsAny('"', '`', '$') => $"\"{text}\"",
        ['\'', ..] or ['"', ..] => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
        _ when NeedsQuotes(text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
        _ => text,
    };

    // A number would be one, and what begins like an operator or an array would not be a word.
    private static bool NeedsQuotes(string text) =>
        text.AsSpan().ContainsAny(s_special) || text[0] is '-' or '@' or '#' || char.IsDigit(text[0]) || text[0] == '.';
}
