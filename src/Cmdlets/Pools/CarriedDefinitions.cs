using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text;

namespace Ipc.Commands;

/// <summary>The functions, modules and variables of the caller that a worker is to have, too.</summary>
internal sealed class CarriedDefinitions
{
    /// <summary>The functions as a script that defines them.</summary>
    public string Functions { get; init; } = "";

    public string[] Modules { get; init; } = [];

    public Hashtable Variables { get; init; } = [];

    /// <summary>The statement that imports the modules.</summary>
    public string ImportStatement => Modules.Length == 0
        ? ""
        : $"Import-Module -Name {string.Join(", ", Modules.Select(static module => $"'{module.Replace("'", "''", StringComparison.Ordinal)}'"))} -ErrorAction Stop\n";

    /// <summary>The variables as the caller writes them.</summary>
    public IEnumerable<(string Name, object? Value)> Named =>
        Variables.Cast<DictionaryEntry>().Select(static variable => ($"${variable.Key}", variable.Value));

    /// <summary>Finds them where the cmdlet was called.</summary>
    /// <param name="caller">The cmdlet.</param>
    /// <param name="functions">Names; wildcards are allowed.</param>
    /// <param name="modules">Names or paths, as for Import-Module.</param>
    /// <param name="variables">Names; wildcards are allowed.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>: there is none of that name.</exception>
    public static CarriedDefinitions Find(PSCmdlet caller, string[] functions, string[] modules, string[] variables) => new()
    {
        Functions = FunctionText(caller, functions),
        Modules = [.. modules.Select(module => ModulePath(caller, module))],
        Variables = Values(caller, variables),
    };

    public Hashtable ToMessage() =>
        new() { ["Functions"] = Functions, ["Modules"] = Modules, ["Variables"] = Variables };

    public static CarriedDefinitions FromMessage(object? message)
    {
        Hashtable fields = Fields(message);
        return new CarriedDefinitions
        {
            Functions = fields.Get<string>("Functions"),
            Modules = fields["Modules"] as string[] ?? [],
            Variables = fields["Variables"] as Hashtable ?? [],
        };
    }

    public static Hashtable Fields(object? message) => message as Hashtable ?? (message as PSObject)?.BaseObject as Hashtable
        ?? throw new IpcException(IpcError.Corrupt, "A message to a pool's worker makes no sense. Do both use the "
            + "same version of the module?");

    private static string FunctionText(PSCmdlet caller, string[] names)
    {
        StringBuilder text = new();
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
            bool found = false;
            foreach (CommandInfo command in caller.InvokeCommand.GetCommands(name, CommandTypes.Function | CommandTypes.Filter, isPattern))
            {
                found = true;
                if (command is FunctionInfo function && seen.Add(function.Name))
                {
                    text.Append(function is FilterInfo ? "filter " : "function ").Append(function.Name).Append(" {\n")
                        .Append(function.Definition).Append("\n}\n");
                }
            }

            if (!found && !isPattern)
            {
                throw new IpcException(IpcError.NotFound, $"There is no function '{name}' here that could be carried "
                    + "along. Define it first, or give the module that has it with -Module.");
            }
        }

        return text.ToString();
    }

    // A path is the caller's: the worker may be elsewhere.
    private static string ModulePath(PSCmdlet caller, string module)
    {
        if (!module.Contains('/', StringComparison.Ordinal) && !module.Contains('\\', StringComparison.Ordinal))
        {
            return module;
        }

        string path = caller.SessionState.Path.GetUnresolvedProviderPathFromPSPath(module);
        return Path.Exists(path)
            ? path
            : throw new IpcException(IpcError.NotFound, $"The module '{path}' does not exist. Give the path of a "
                + "module, or the name of one on the module path.");
    }

    private static Hashtable Values(PSCmdlet caller, string[] names)
    {
        Hashtable values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(name))
            {
                values[name] = (caller.SessionState.PSVariable.Get(name) ?? throw new IpcException(
                    IpcError.NotFound, $"There is no variable '{name}' here that could be carried along. -Variable "
                        + "takes names without the dollar sign.")).Value;
                continue;
            }

            Collection<PSObject> found = caller.SessionState.InvokeProvider.ChildItem.Get("Variable:" + name, recurse: false);
            foreach (PSObject item in found)
            {
                // Those that every session has are not meant by a pattern.
                const ScopedItemOptions Own = ScopedItemOptions.Constant | ScopedItemOptions.ReadOnly | ScopedItemOptions.AllScope;
                if (item.BaseObject is PSVariable variable && (variable.Options & Own) == 0)
                {
                    values[variable.Name] = variable.Value;
                }
            }
        }

        return values;
    }
}
