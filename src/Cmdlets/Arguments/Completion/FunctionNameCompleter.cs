using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>Completes the names of the session's own functions, those of modules left out.</summary>
public sealed class FunctionNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Matching(wordToComplete, SessionQuery.Ask<FunctionInfo>(
                @"Microsoft.PowerShell.Core\Get-Command",
                ("Name", $"{Completions.Unquoted(wordToComplete)}*"),
                ("CommandType", CommandTypes.Function | CommandTypes.Filter),
                ("ListImported", true))
            .Where(static function => string.IsNullOrEmpty(function.ModuleName))
            .Select(static function => (function.Name, function.Definition.Trim())));
}
