using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
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

    /// <summary>The same, where any object, or $null, may be what is wanted.</summary>
    public static object? ConvertTo(object? value, Type type, string what) =>
        type == typeof(object) ? value : Convert(value, type, what);

    /// <summary>Whether a shared value holds a number, a character or a boolean of that type in place.</summary>
    public static bool IsElement(object? value) => value is not null && Element.IsShared(value.GetType());

    /// <summary>
    /// The type, if it can be shared; else Core's own error, before a conversion to it could give another one.
    /// </summary>
    public static Type Supported(Type type) => Element.TypeOf(Element.CodeOf(type));

    /// <summary>
    /// What was given, or the number that it is the text of: PowerShell hands a bare <c>-1</c> to a parameter of type
    /// object as text, since it might be the name of a parameter.
    /// </summary>
    public static object? Number(object? value)
    {
        object? bare = Bare(value);
        if (bare is not string { Length: > 1 } text || text[0] is not ('-' or '+'))
        {
            return bare;
        }

        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Length == 0
            && script.EndBlock.Statements is [PipelineAst { PipelineElements: [CommandExpressionAst only] }]
            && only.Expression is ConstantExpressionAst { Value: ValueType number }
                ? number
                : bare;
    }

    public static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static string Show(object value)
    {
        string text = LanguagePrimitives.ConvertTo<string>(value);
        return $"'{(text.Length > 60 ? text[..60] + "..." : text)}' ([{value.GetType().Name}])";
    }
}
