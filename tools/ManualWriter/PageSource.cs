namespace Ipc.ManualWriter;

/// <summary>One page of the manual, before it is written.</summary>
/// <param name="Kind">How it is made.</param>
/// <param name="Section">Under which heading of the contents it stands; empty when it is only linked to.</param>
/// <param name="Source">What it is made of: a path in the repository, or the name of a cmdlet.</param>
/// <param name="Path">Its path in the manual, with slashes.</param>
/// <param name="Title">What it is called.</param>
internal sealed record PageSource(PageKind Kind, string Section, string Source, string Path, string Title);
