using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// What the type data of the session says about serializing a type (its PSStandardMembers), which Start-Job follows
/// too: as text, by a list of properties, or to another depth.
/// </summary>
internal readonly struct SerializationRule
{
    /// <summary>Whether the object crosses as text.</summary>
    public bool IsText { get; private init; }

    /// <summary>The text, if it is not what ToString gives.</summary>
    public string? Text { get; private init; }

    /// <summary>The levels below, if not the encoder's own number.</summary>
    public int? Depth { get; private init; }

    /// <summary>The properties, if not all.</summary>
    public IEnumerable<PSMemberInfo>? Properties { get; private init; }

    /// <summary>The rule for an object.</summary>
    public static SerializationRule Of(PSObject value)
    {
        try
        {
            return value.Members["PSStandardMembers"] is PSMemberSet standard ? Of(value, standard) : default;
        }
        catch (ExtendedTypeSystemException)
        {
            return default;
        }
    }

    private static SerializationRule Of(PSObject value, PSMemberSet standard)
    {
        switch (Note(standard, "SerializationMethod")?.ToString())
        {
            case "String":
                object? source = null;
                if (standard.Members["StringSerializationSource"] is PSPropertyInfo property)
                {
                    new PropertyReader(value, [property]).TryGet(property, out source);
                }

                return new SerializationRule
                {
                    IsText = true,
                    Text = source is null ? null : Convert.ToString(source, CultureInfo.InvariantCulture),
                };
            case "SpecificProperties" when standard.Members["PropertySerializationSet"] is PSPropertySet set:
                Collection<string> names = set.ReferencedPropertyNames;
                return new SerializationRule
                {
                    Depth = DepthOf(standard),
                    Properties = names.Select(name => value.Properties[name]).Where(found => found is not null).ToList(),
                };
            default:
                return new SerializationRule { Depth = DepthOf(standard) };
        }
    }

    private static int? DepthOf(PSMemberSet standard) =>
        Note(standard, "SerializationDepth") is int depth and > 0 ? Math.Min(depth, 100) : null;

    private static object? Note(PSMemberSet standard, string name) => (standard.Members[name] as PSPropertyInfo)?.Value;
}
