using System.Globalization;
using System.Management.Automation;
using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>
/// Converts what a user gives to the type of a shared value or element, as PowerShell converts; but a $null is no
/// number.
/// </summary>
internal static class ElementConversion
{
    /// <exception cref="InvalidCastException">It does not convert.</exception>
    public static object Convert(object? value, Type type, string what)
    {
        object? bare = Bare(value);
        if (bare is not null)
        {
            try
            {
                return LanguagePrimitives.ConvertTo(bare, type, CultureInfo.InvariantCulture);
            }
            catch (PSInvalidCastException e)
            {
                throw new InvalidCastException($"{Show(bare)} cannot be converted to [{type.Name}], the type of "
                    + $"{what}. Nothing was changed.", e);
            }
        }

        throw new InvalidCastException($"$null cannot be converted to [{type.Name}], the type of {what}. Nothing was "
            + "changed.");
    }

    /// <summary>
    /// The type, if it can be shared; else Core's own error, before a conversion to it could give another one.
    /// </summary>
    public static Type Supported(Type type) => Element.TypeOf(Element.CodeOf(type));

    public static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Show(object value)
    {
        string text = LanguagePrimitives.ConvertTo<string>(value);
        return $"'{(text.Length > 60 ? text[..60] + "..." : text)}' ([{value.GetType().Name}])";
    }
}
