using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;

namespace Ipc.Commands;

/// <summary>
/// Texts that are locks without anybody having made them: <c>file:</c> and a path, <c>any:</c> or <c>name:</c> and
/// whatever. A prefix is needed, so that a wrong name of a lock that was made is an error still.
/// </summary>
internal static class LockText
{
    private const int LongestHint = 40;

    private static readonly (string Prefix, string Scheme)[] s_schemes =
        [("file:", "file"), ("any:", "any"), ("name:", "any")];

    /// <summary>The name of the object that a text stands for; null for what is no such text.</summary>
    /// <param name="given">What the user wrote; null where that was no text.</param>
    /// <param name="session">Where a relative path begins.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.InvalidName"/>: there is nothing behind the prefix, or no path.
    /// </exception>
    public static string? NameOf(string? given, SessionState session)
    {
        foreach ((string prefix, string scheme) in s_schemes)
        {
            if (given?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true)
            {
                string text = given[prefix.Length..];
                return text.Trim().Length == 0
                    ? throw new IpcException(IpcError.InvalidName, $"'{given}' names no lock: nothing stands behind "
                        + $"{prefix}")
                    : scheme == "file" ? Name(scheme, FilePath.Canonical(session, text)) : Any(scheme, text);
            }
        }

        return null;
    }

    /// <summary>The name of an object for any text; case does not matter.</summary>
    public static string Any(string scheme, string text) => Name(scheme, text.ToLowerInvariant());

    // The end of the text shows a reader what it is, and the hash makes it one of a kind.
    private static string Name(string scheme, string text)
    {
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(text)).AsSpan(0, 16)).ToLowerInvariant();
        string hint = string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
        return $"{scheme}.{hint[Math.Max(0, hint.Length - LongestHint)..]}.{hash}";
    }
}
