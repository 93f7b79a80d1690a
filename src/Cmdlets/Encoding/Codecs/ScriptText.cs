using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Turns text from a message into a script block, which is neither run nor parsed: parsing does more than parse. It
/// loads the assembly that a type name names (<c>[Type, Assembly]</c>), so it is left to whoever uses the script block.
/// Text that begins with <c>using module</c> or <c>using assembly</c>, for which the parser looks for files, is
/// refused. The language has these statements only before all others, so that looking at the beginning is enough.
/// </summary>
internal static class ScriptText
{
    private const string Keyword = "using";

    /// <summary>The script block of that text.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/>: making it would load code, or could.
    /// </exception>
    public static ScriptBlock Make(string text)
    {
        if (BeginsByLoadingCode(text))
        {
            throw new IpcException(
                IpcError.NotSupported,
                "A script block that begins with 'using module' or 'using assembly' cannot be received, since "
                    + "reading it would load code. Import the module inside the script instead.");
        }

        return DelayedParsing.TryMake(text) ?? throw new IpcException(
            IpcError.NotSupported,
            "A script block cannot be received in this version of PowerShell, since it can only be made by parsing it, "
            + "which may load code. Send its text, and make it where it is needed, by [scriptblock]::Create.");
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
