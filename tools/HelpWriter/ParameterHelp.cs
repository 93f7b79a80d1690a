using System.Management.Automation;

namespace Ipc.HelpWriter;

/// <summary>One parameter, as it is in one parameter set or over all of them.</summary>
internal sealed record ParameterHelp
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The type of its value.</summary>
    public required Type Type { get; init; }

    /// <summary>Other names.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The words it takes, when only these: of a ValidateSet or an enum.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>The value it has when it is not given, as text.</summary>
    public required string DefaultValue { get; init; }

    /// <summary>Whether it must be given.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>Whether wildcards mean something.</summary>
    public required bool TakesWildcards { get; init; }

    /// <summary>The position, or null when it must be named.</summary>
    public required int? Position { get; init; }

    /// <summary>Whether whole pipeline objects are taken.</summary>
    public required bool FromPipeline { get; init; }

    /// <summary>Whether properties of pipeline objects are taken.</summary>
    public required bool FromPipelineByName { get; init; }

    /// <summary>A switch has no value.</summary>
    public bool IsSwitch => Type == typeof(SwitchParameter);

    /// <summary>How help says it.</summary>
    public string PipelineInput => (FromPipeline, FromPipelineByName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
