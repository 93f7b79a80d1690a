using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>Completes the names of variables, without the dollar sign; those of the engine itself are left out.</summary>
public sealed class VariableNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, SessionQuery.Ask<PSVariable>(
                @"Microsoft.PowerShell.Utility\Get-Variable", ("Name", $"{Completions.Unquoted(wordToComplete)}*"))
            .Where(static variable => variable.GetType() == typeof(PSVariable) && variable.Options == ScopedItemOptions.None)
            .Select(static variable => (variable.Name, $"[{variable.Value?.GetType().Name ?? "null"}] ${variable.Name}")));
}
