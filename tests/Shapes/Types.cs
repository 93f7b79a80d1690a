using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Net.Mail;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ipc.Tests.Shapes;

/// <summary>Names of types as a user of PowerShell sees them.</summary>
public static class Types
{
    /// <summary>The first type name; with the .NET type where that is another one.</summary>
    public static string Of(PSObject value)
    {
        string name = value.TypeNames.Count == 0 ? "no name" : Short(value.TypeNames[0]);
        object plain = value.BaseObject;
        if (plain is PSCustomObject)
        {
            return name;
        }

        // Derived types that are made by the platform and mean the same.
        string net = plain switch
        {
            JsonValue => "JsonValue",
            System.Security.Cryptography.X509Certificates.X509Certificate2 => "X509Certificate2",
            System.Text.Encoding encoding => encoding.GetType().BaseType is { IsAbstract: false } known ? Short(known.FullName!) : Short(encoding.GetType().FullName!),
            _ => Short(plain.GetType().ToString()),
        };
        return value.TypeNames.Count > 0 && value.TypeNames[0] != plain.GetType().FullName ? $"{name} ({net})" : net;
    }

    /// <summary>Whether a dictionary promises an order.</summary>
    internal static bool KeepsOrder(IDictionary dictionary) => dictionary is OrderedDictionary or SortedList
        || dictionary.GetType().Name.StartsWith("Sorted", StringComparison.Ordinal) || dictionary.GetType().Name.StartsWith("Ordered", StringComparison.Ordinal);

    /// <summary>Type and value of a key.</summary>
    internal static string OfKey(object key) =>
        $"{Of(PSObject.AsPSObject(key))} {Scalar.Text(key is PSObject wrapper ? wrapper.BaseObject : key) ?? "?"}";

    /// <summary>A pair, of whatever kind.</summary>
    internal static DictionaryEntry Pair(object item)
    {
        if (item is DictionaryEntry entry)
        {
            return entry;
        }

        PropertyInfo key = item.GetType().GetProperty("Key")!;
        return new DictionaryEntry(key.GetValue(item)!, item.GetType().GetProperty("Value")!.GetValue(item));
    }

    /// <summary>Leaves out what every reader knows, and versions of assemblies.</summary>
    internal static string Short(string name)
    {
        name = Regex.Replace(name, @"\[?([\w.+]+), [\w.]+, Version=[^\]]*\]?", "$1");
        name = Regex.Replace(name, @"`\d+", "");
        return Regex.Replace(name, @"\bSystem\.(Collections\.(Generic\.|Specialized\.|Concurrent\.)?|Management\.Automation\.|Numerics\.|Net\.(Mail\.)?|Text\.(Json\.Nodes\.|RegularExpressions\.)?|Globalization\.|IO\.|Xml\.|Security\.|Diagnostics\.|Security\.Cryptography\.X509Certificates\.)?(?=[A-Z])", "");
    }
}
