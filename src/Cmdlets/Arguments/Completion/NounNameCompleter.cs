using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>
/// Completes names for a parameter that several cmdlets inherit: of the kind that the cmdlet's noun names, as
/// Get-IpcQueue names Queue.
/// </summary>
public sealed class NounNameCompleter : IArgumentCompleter
{
    private const string Prefix = "Ipc";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ObjectNames.Matching(wordToComplete, KindsOf(commandName));

    /// <summary>The kinds that a cmdlet of that name is about; none, which stands for all, where its noun names none.</summary>
    internal static IReadOnlyList<IpcKind> KindsOf(string cmdlet)
    {
        string noun = cmdlet[(cmdlet.LastIndexOf('-') + 1)..];
        return !noun.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !Enum.TryParse(noun.AsSpan(Prefix.Length), ignoreCase: true, out IpcKind kind)
                ? []
                : kind switch
                {
                    IpcKind.Lock => [kind, IpcKind.LockSet, IpcKind.ReaderWriterLock],
                    IpcKind.Queue => [kind, IpcKind.Broadcast],
                    _ => [kind],
                };
    }
}
