using System.Management.Automation;
using System.Reflection;

namespace Ipc.HelpWriter;

/// <summary>Reads the parameters of one cmdlet, without those that every cmdlet has.</summary>
internal sealed class ParameterHelpReader
{
    private static readonly Dictionary<string, string> s_optionalCommon = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WhatIf"] = "Shows what would happen, and does nothing.",
        ["Confirm"] = "Asks before it does anything.",
    };

    private readonly CmdletInfo _command;
    private readonly Func<PropertyInfo, IReadOnlyList<string>> _describe;
    private readonly object? _instance;

    /// <summary>Prepares reading.</summary>
    /// <param name="command">The cmdlet.</param>
    /// <param name="describe">Gives the description of a parameter's property.</param>
    public ParameterHelpReader(CmdletInfo command, Func<PropertyInfo, IReadOnlyList<string>> describe)
    {
        _command = command;
        _describe = describe;
        try
        {
            _instance = Activator.CreateInstance(command.ImplementingType);
        }
        catch (TargetInvocationException)
        {
            // Then nothing is known of default values.
        }
    }

    /// <summary>
    /// By parameter set: the default one first; positions first, then what must be given, then the rest.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ParameterHelp>> ReadSyntax() =>
    [
        .. _command.ParameterSets.OrderByDescending(set => set.IsDefault).Select(set => (IReadOnlyList<ParameterHelp>)
        [
            .. set.Parameters.Where(IsOwn).Select(parameter => Read([parameter]))
                .OrderBy(parameter => parameter.Position ?? int.MaxValue)
                .ThenByDescending(parameter => parameter.IsRequired)
                .ThenBy(parameter => s_optionalCommon.ContainsKey(parameter.Name)),
        ]),
    ];

    /// <summary>Each parameter once, with what holds of it over all sets.</summary>
    public IReadOnlyList<ParameterHelp> ReadAll() =>
    [
        .. _command.ParameterSets.SelectMany(set => set.Parameters).Where(IsOwn)
            .GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .Select(group => Read([.. group]))
            .OrderBy(parameter => s_optionalCommon.ContainsKey(parameter.Name))
            .ThenBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase),
    ];

    private static bool IsOwn(CommandParameterInfo parameter) =>
        !parameter.IsDynamic && !Cmdlet.CommonParameters.Contains(parameter.Name);

    private ParameterHelp Read(IReadOnlyList<CommandParameterInfo> places)
    {
        CommandParameterInfo parameter = places[0];
        PropertyInfo? property = _command.ImplementingType.GetProperty(parameter.Name);
        int position = places.Max(place => place.Position);
        return new ParameterHelp
        {
            Name = parameter.Name,
            Description = Describe(parameter, property),
            Type = parameter.ParameterType,
            Aliases = parameter.Aliases,
            Choices = ChoicesOf(parameter),
            DefaultValue = places.All(place => place.IsMandatory) ? DefaultValue.None : DefaultValue.Read(parameter.ParameterType, property, _instance),
            IsRequired = places.All(place => place.IsMandatory),
            TakesWildcards = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any(),
            Position = position < 0 ? null : position,
            FromPipeline = places.Any(place => place.ValueFromPipeline),
            FromPipelineByName = places.Any(place => place.ValueFromPipelineByPropertyName),
        };
    }

    private IReadOnlyList<string> Describe(CommandParameterInfo parameter, PropertyInfo? property)
    {
        if (property is not null && _describe(property) is { Count: > 0 } written)
        {
            return written;
        }

        return s_optionalCommon.TryGetValue(parameter.Name, out string? standard) ? [standard] : [];
    }

    private static string[] ChoicesOf(CommandParameterInfo parameter)
    {
        if (parameter.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set)
        {
            return [.. set.ValidValues];
        }

        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum ? Enum.GetNames(type) : [];
    }
}
