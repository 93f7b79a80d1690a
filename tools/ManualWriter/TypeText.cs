namespace Ipc.ManualWriter;

/// <summary>A type that a cmdlet takes or writes, and what is said of it.</summary>
internal sealed record TypeText(string Name, IReadOnlyList<string> Description);
