using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>
/// Completes the names of modules: those that the session has loaded, and the folders along the module path. No manifest
/// is read, which would take seconds.
/// </summary>
public sealed class ModuleNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IEnumerable<(string Name, string Tip)> loaded = SessionQuery.Ask<PSModuleInfo>(@"Microsoft.PowerShell.Core\Get-Module")
            .Select(static module => (module.Name, $"Module {module.Name} {module.Version}, loaded"));
        return Completions.Matching(
            wordToComplete,
            loaded.Concat(Installed()).DistinctBy(static one => one.Name, StringComparer.OrdinalIgnoreCase)
                .OrderBy(static one => one.Name, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<(string Name, string Tip)> Installed()
    {
        string path = Environment.GetEnvironmentVariable("PSModulePath") ?? "";
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            foreach (string module in FoldersIn(folder))
            {
                yield return (Path.GetFileName(module), $"Module in {folder}");
            }
        }
    }

    private static string[] FoldersIn(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
