namespace Ipc.ManualWriter;

/// <summary>All that the page of a cmdlet says.</summary>
internal sealed record CommandText(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<IReadOnlyList<string>> Syntax,
    IReadOnlyList<ParameterText> Parameters,
    IReadOnlyList<TypeText> Inputs,
    IReadOnlyList<TypeText> Outputs,
    IReadOnlyList<ExampleText> Examples,
    IReadOnlyList<string> Links);
