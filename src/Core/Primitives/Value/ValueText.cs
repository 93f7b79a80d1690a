using System.Collections;
using System.Globalization;

namespace Ipc.Primitives;

/// <summary>What stands for a value in a text.</summary>
internal static class ValueText
{
    /// <summary>
    /// The value in no country's way; the items of a list with blanks between them, as PowerShell writes them.
    /// </summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IList list => string.Join(' ', list.Cast<object?>().Select(static item => item is IList ? item.ToString() : Of(item))),
        _ => value.ToString() ?? "",
    };
}
