namespace Ipc.ManualWriter;

/// <summary>One parameter of a cmdlet, in the words of the help file.</summary>
internal sealed record ParameterText(
    string Name,
    IReadOnlyList<string> Description,
    string Takes,
    string Type,
    IReadOnlyList<string> Choices,
    bool IsRequired,
    string Position,
    string Default,
    string Pipeline,
    string Aliases,
    bool TakesWildcards);
