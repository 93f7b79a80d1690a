namespace Ipc.ManualWriter;

/// <summary>One example: what it shows, the lines to type, and what happens then.</summary>
internal sealed record ExampleText(string Title, string Code, IReadOnlyList<string> Remarks);
