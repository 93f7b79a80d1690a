using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>Completes the names of the objects that an argument may name.</summary>
/// <typeparam name="T">The argument.</typeparam>
internal sealed class ObjectNameCompleter<T> : IArgumentCompleter
    where T : IObjectNames
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ObjectNames.Matching(wordToComplete, T.Kinds);
}
