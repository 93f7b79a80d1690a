using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Turns text from a message into a script block, which is parsed and not run. The parser does more than parse where a
/// script begins with <c>using module</c> or <c>using assembly</c>: it looks for the module and may load it. Such text
/// is refused. The language has these statements only before all others, so that looking at the beginning is enough.
/// </summary>
internal static class ScriptText
{
    private const string Keyword = "using";

    /// <summary>Parses a script.</summary>
    public static ScriptBlock Parse(string text)
    {
        if (BeginsByLoadingCode(text))
        {
            throw new IpcException(
                IpcError.NotSupported,
                "A script block that begins with 'using module' or 'using assembly' cannot be received, since reading it would load code. Import the module inside the script instead.");
        }

        try
        {
            return ScriptBlock.Create(text);
        }
        catch (RuntimeException exception)
        {
            throw MessageError.Corrupt("a script block does not parse", exception);
        }
    }

    private static bool BeginsByLoadingCode(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = SkipBlanks(text);
            if (!text.StartsWith(Keyword, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            text = text[Keyword.Length..];
            ReadOnlySpan<char> rest = SkipBlanks(text);
            if (rest.Length == text.Length)
            {
                return false;
            }

            if (!rest.StartsWith("namespace", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            int end = rest.IndexOfAny('\r', '\n', ';');
            if (end < 0)
            {
                return false;
            }

            text = rest[end..];
        }
    }

    /// <summary>Skips white space, separators, continued lines and comments.</summary>
    private static ReadOnlySpan<char> SkipBlanks(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text.StartsWith("<#", StringComparison.Ordinal))
            {
                int end = text.IndexOf("#>", StringComparison.Ordinal);
                text = end < 0 ? default : text[(end + 2)..];
            }
            else if (text[0] == '#')
            {
                int end = text.IndexOfAny('\r', '\n');
                text = end < 0 ? default : text[end..];
            }
            else if (char.IsWhiteSpace(text[0]) || text[0] is ';' or '`' or '\uFEFF')
            {
                text = text[1..];
            }
            else
            {
                break;
            }
        }

        return text;
    }
}
