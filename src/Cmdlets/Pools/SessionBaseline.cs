using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>
/// What a session was like: its global variables, functions and aliases, its location and environment. Putting it back
/// takes about a microsecond when nothing has changed, so it can be done after each item. Modules that were loaded stay
/// loaded: they are code and not state.
/// </summary>
/// <remarks>
/// The engine's own way (Runspace.ResetRunspaceState) takes a hundred milliseconds and works only where no pipeline
/// runs, and its public tables can be read through providers only. So this reads the tables themselves
/// (<see cref="GlobalTables"/>); an engine in which they are not where they were keeps location and environment apart
/// and no more.
/// </remarks>
internal sealed class SessionBaseline
{
    private readonly SessionState _session;
    private readonly IDictionary<string, PSVariable>? _variables;
    private readonly Dictionary<string, FunctionInfo>? _functions;
    private readonly Dictionary<string, AliasInfo>? _aliases;
    private readonly Dictionary<string, (PSVariable Variable, object? Value)> _variablesBefore = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (FunctionInfo Function, ScriptBlock Block)> _functionsBefore = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AliasInfo> _aliasesBefore = new(StringComparer.OrdinalIgnoreCase);
    private readonly EnvironmentBaseline _environment = new();
    private readonly ArrayList? _errors;
    private readonly string _location;

    private SessionBaseline(PSCmdlet cmdlet)
    {
        _session = cmdlet.SessionState;
        _variables = GlobalTables.VariablesOf(cmdlet);
        _functions = GlobalTables.FunctionsOf(cmdlet);
        _aliases = GlobalTables.AliasesOf(cmdlet);
        foreach ((string name, PSVariable variable) in _variables ?? new Dictionary<string, PSVariable>())
        {
            if (variable.GetType() == typeof(PSVariable)) // Others show what stands elsewhere.
            {
                _variablesBefore[name] = (variable, variable.Value);
            }
        }

        foreach ((string name, FunctionInfo function) in _functions ?? [])
        {
            _functionsBefore[name] = (function, function.ScriptBlock);
        }

        foreach ((string name, AliasInfo alias) in _aliases ?? [])
        {
            _aliasesBefore[name] = alias;
        }

        _errors = _session.PSVariable.GetValue("global:Error") as ArrayList;
        _location = _session.Path.CurrentLocation.Path;
    }

    /// <summary>Remembers how the session is now.</summary>
    public static SessionBaseline Capture(PSCmdlet cmdlet) => new(cmdlet);

    /// <summary>Whether a block can do anything to the session at all. Most small ones cannot.</summary>
    public static bool MayBeTouchedBy(ScriptBlock block) => block.Ast.Find(
        static ast => ast is CommandAst or InvokeMemberExpressionAst or TypeDefinitionAst or FunctionDefinitionAst
            or AssignmentStatementAst { Left: MemberExpressionAst } or VariableExpressionAst { VariablePath: { IsUnqualified: false } },
        searchNestedScriptBlocks: true) is not null;

    /// <summary>Makes the session what it was.</summary>
    public void Restore()
    {
        RestoreVariables();
        RestoreFunctions();
        RestoreAliases();
        _environment.Restore();
        _errors?.Clear();
        if (_session.Path.CurrentLocation.Path != _location)
        {
            _session.Path.SetLocation(WildcardPattern.Escape(_location));
        }
    }

    private void RestoreVariables()
    {
        if (_variables is null)
        {
            return;
        }

        int known = 0;
        List<string>? added = null;
        foreach ((string name, PSVariable variable) in _variables)
        {
            if (!_variablesBefore.TryGetValue(name, out (PSVariable Variable, object? Value) before))
            {
                if (variable.GetType() == typeof(PSVariable) && string.IsNullOrEmpty(variable.ModuleName))
                {
                    (added ??= []).Add(name);
                }

                continue;
            }

            known++;
            if (ReferenceEquals(variable, before.Variable) && !ReferenceEquals(variable.Value, before.Value))
            {
                SetBack(variable, before.Value);
            }
            else if (!ReferenceEquals(variable, before.Variable))
            {
                known--; // Removed, and made anew.
            }
        }

        added?.ForEach(name => _variables.Remove(name));
        if (known < _variablesBefore.Count)
        {
            foreach ((string name, (PSVariable variable, object? value)) in _variablesBefore)
            {
                _variables[name] = variable;
                if (!ReferenceEquals(variable.Value, value))
                {
                    SetBack(variable, value);
                }
            }
        }
    }

    private static void SetBack(PSVariable variable, object? value)
    {
        try
        {
            variable.Value = value;
        }
        catch (SessionStateUnauthorizedAccessException)
        {
            // Made read-only: it has been set by the engine itself.
        }
    }

    private void RestoreFunctions()
    {
        if (_functions is null)
        {
            return;
        }

        int known = 0;
        List<string>? changed = null;
        foreach ((string name, FunctionInfo function) in _functions)
        {
            if (!_functionsBefore.TryGetValue(name, out (FunctionInfo Function, ScriptBlock Block) before))
            {
                if (string.IsNullOrEmpty(function.ModuleName))
                {
                    (changed ??= []).Add(name);
                }
            }
            else if (ReferenceEquals(function, before.Function) && ReferenceEquals(function.ScriptBlock, before.Block))
            {
                known++;
            }
        }

        changed?.ForEach(name => _functions.Remove(name));
        if (known < _functionsBefore.Count)
        {
            foreach ((string name, (FunctionInfo function, ScriptBlock block)) in _functionsBefore.ToList())
            {
                _functions[name] = function;
                if (!ReferenceEquals(function.ScriptBlock, block))
                {
                    _session.InvokeProvider.Item.Set("function:global:" + WildcardPattern.Escape(name), block);
                    _functionsBefore[name] = (_functions[name], _functions[name].ScriptBlock);
                }
            }
        }
    }

    private void RestoreAliases()
    {
        if (_aliases is null)
        {
            return;
        }

        List<string>? added = null;
        int known = 0;
        foreach ((string name, AliasInfo alias) in _aliases)
        {
            if (_aliasesBefore.TryGetValue(name, out AliasInfo? before) && ReferenceEquals(alias, before))
            {
                known++;
            }
            else if (before is null && string.IsNullOrEmpty(alias.ModuleName))
            {
                (added ??= []).Add(name);
            }
        }

        added?.ForEach(name => _aliases.Remove(name));
        if (known < _aliasesBefore.Count)
        {
            foreach ((string name, AliasInfo alias) in _aliasesBefore)
            {
                _aliases[name] = alias;
            }
        }
    }
}
