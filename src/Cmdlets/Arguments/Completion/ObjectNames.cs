using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The names of shared objects for Tab, with what is in them as a tooltip. It only looks: nothing is made, opened or kept
/// alive by it. The ids of anonymous objects are offered to who has typed their first character, ~.
/// </summary>
internal static class ObjectNames
{
    /// <summary>Those that begin like the word.</summary>
    /// <param name="word">What stands there so far.</param>
    /// <param name="kinds">Of which kinds; none stands for all.</param>
    public static IEnumerable<CompletionResult> Matching(string word, IReadOnlyList<IpcKind> kinds)
    {
        bool isAnonymous = Completions.Unquoted(word).StartsWith('~');
        try
        {
            return [.. Completions.Matching(
                word,
                IpcStore.Local.List()
                    .Where(info => (info.Name is null) == isAnonymous && IsOf(kinds, info))
                    .Select(static info => (info.Id, Tip(info))))];
        }
        catch (IpcException)
        {
            return []; // A folder that is refused, say: the cmdlet itself will tell.
        }
    }

    private static bool IsOf(IReadOnlyList<IpcKind> kinds, IpcObjectInfo info) =>
        kinds.Count == 0 || (info.Kind is { } kind && kinds.Contains(kind));

    private static string Tip(IpcObjectInfo info)
    {
        string count = info.Count is null ? "" : info.Capacity is null ? $"{info.Count}" : $"{info.Count} of {info.Capacity}";
        string holders = info.Holders.Count == 0 ? "" : $"open in {string.Join(", ", info.Holders)}";
        string state = info.State == IpcObjectState.InUse ? "" : info.State.ToString();
        string[] said = [.. new[] { count, info.Details, holders, state }.Where(static part => part.Length > 0)];
        return $"{info.Kind?.ToString() ?? "File"}: {string.Join("; ", said)}";
    }
}
