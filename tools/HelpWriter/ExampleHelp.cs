namespace Ipc.HelpWriter;

/// <summary>One example.</summary>
/// <param name="Title">What it shows; may be empty.</param>
/// <param name="Code">The lines to type.</param>
/// <param name="Remarks">What happens then.</param>
internal sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Remarks);
