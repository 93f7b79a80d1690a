namespace Ipc.Tests.Layout;

/// <summary>A place in the sources of a project.</summary>
/// <param name="Folder">The first folder of its path: the layer.</param>
/// <param name="File">Its path within the project.</param>
/// <param name="Line">From 1.</param>
internal sealed record SourcePlace(string Folder, string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}";
}
