using System.Buffers;
using System.Management.Automation.Runspaces;

namespace Ipc.Host;

/// <summary>
/// Arguments of the command line as arguments of a script, by the rules of <c>pwsh -File</c>: <c>-Name</c> is a
/// parameter, <c>-Name:value</c> one with its value (<c>$true</c> and <c>$false</c> are booleans), all else a string.
/// A negative number is a value here.
/// </summary>
internal static class ScriptArguments
{
    private const string Dashes = "-\u2013\u2014\u2015";
    private static readonly SearchValues<char> s_startOfNumber = SearchValues.Create("0123456789.");

    /// <summary>Adds the arguments to the command.</summary>
    public static void AddTo(Command command, ReadOnlySpan<string> args)
    {
        string? pending = null;
        foreach (string arg in args)
        {
            int colon = arg.IndexOf(':');
            if (pending is not null)
            {
                command.Parameters.Add(pending, arg);
                pending = null;
            }
            else if (!IsParameter(arg))
            {
                command.Parameters.Add(null, arg);
            }
            else if (colon < 0)
            {
                command.Parameters.Add(new CommandParameter(arg));
            }
            else if (colon == arg.Length - 1)
            {
                pending = arg[..colon];
            }
            else
            {
                command.Parameters.Add(arg[..colon], ToBoolean(arg[(colon + 1)..]));
            }
        }

        if (pending is not null)
        {
            command.Parameters.Add(new CommandParameter(pending));
        }
    }

    private static bool IsParameter(string text) =>
        text.Length > 1 && Dashes.Contains(text[0]) && !s_startOfNumber.Contains(text[1]);

    private static object ToBoolean(string text) =>
        bool.TryParse(text.StartsWith('$') ? text[1..] : text, out bool value) ? value : text;
}
