using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace Ipc.HelpWriter;

/// <summary>The value that a parameter has when it is not given, as far as a new cmdlet object shows it.</summary>
internal static class DefaultValue
{
    /// <summary>How help says that there is none, or none that is known.</summary>
    public const string None = "None";

    /// <summary>The text for help.</summary>
    /// <param name="type">The parameter's type.</param>
    /// <param name="property">The parameter's property; null for those of the engine.</param>
    /// <param name="cmdlet">A new object of the cmdlet's class, or null when it can't be made.</param>
    public static string Read(Type type, PropertyInfo? property, object? cmdlet)
    {
        if (property?.GetCustomAttribute<PSDefaultValueAttribute>() is { } stated)
        {
            return stated.Help ?? ToText(stated.Value);
        }

        if (type == typeof(SwitchParameter))
        {
            return "False";
        }

        object? value = cmdlet is null ? null : property?.GetValue(cmdlet);
        bool isUnset = value is null
            || (type.IsValueType && value is not Enum && value.Equals(Activator.CreateInstance(type)));
        return isUnset ? None : ToText(value);
    }

    private static string ToText(object? value) => value switch
    {
        null or "" => None,
        string text => text,
        ICollection { Count: 0 } => None,
        ICollection items => string.Join(", ", items.Cast<object?>().Select(ToText)),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString() is { } text && text != value.GetType().FullName ? text : None,
    };
}
