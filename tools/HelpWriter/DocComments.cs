using System.Reflection;
using System.Xml.Linq;

namespace Ipc.HelpWriter;

/// <summary>The compiler's documentation file: comments by member.</summary>
internal sealed class DocComments
{
    private readonly Dictionary<string, XElement> _members;

    private DocComments(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads the file.</summary>
    public static DocComments Load(string path)
    {
        Dictionary<string, XElement> members = [];
        foreach (XElement member in XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
        {
            if (member.Attribute("name")?.Value is string name)
            {
                members[name] = member;
            }
        }

        return new DocComments(members);
    }

    /// <summary>The comment of a type, or null.</summary>
    public XElement? Find(Type type) => _members.GetValueOrDefault("T:" + IdOf(type));

    /// <summary>
    /// The comment of a property; where it says <c>inheritdoc</c> or nothing, that of the one it overrides.
    /// </summary>
    public XElement? Find(PropertyInfo property)
    {
        for (PropertyInfo? current = property; current is not null; current = Overridden(current))
        {
            if (_members.TryGetValue($"P:{IdOf(current.DeclaringType!)}.{current.Name}", out XElement? member)
                && member.Element("inheritdoc") is null)
            {
                return member;
            }
        }

        return null;
    }

    private static PropertyInfo? Overridden(PropertyInfo property)
    {
        Type? parent = property.DeclaringType!.BaseType;
        bool isOverride = property.GetMethod is { } getter && getter.GetBaseDefinition() != getter;
        return isOverride ? parent?.GetProperty(property.Name) : null;
    }

    private static string IdOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');
}
