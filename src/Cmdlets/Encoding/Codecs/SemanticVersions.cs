namespace Ipc.Commands;

/// <summary>Semantic versions, which cross as their text.</summary>
internal static class SemanticVersions
{
    /// <summary>Makes a version from its text.</summary>
    public static object Parse(string text)
    {
        try
        {
            return SemanticVersionType.Parse(text);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw MessageError.Corrupt("it holds an impossible semantic version", exception);
        }
    }
}
