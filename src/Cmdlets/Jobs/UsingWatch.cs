using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>
/// Finds out whether a command before the cmdlet in its pipeline sets a variable that a <c>$using:</c> of its script
/// stands for, as <c>-PipelineVariable</c> does. The script gets one value for all inputs, so it would silently be
/// <c>$null</c>, or another input's.
/// </summary>
internal sealed class UsingWatch
{
    private readonly List<(UsingExpressionAst Expression, string Name, object? Value)> _values = [];
    private bool _isChecked;

    /// <summary>Notes the values. Before the first input.</summary>
    /// <param name="caller">The cmdlet.</param>
    /// <param name="blocks">Its script blocks; null for one that there is not.</param>
    public UsingWatch(PSCmdlet caller, ScriptBlock?[] blocks)
    {
        if (!caller.MyInvocation.ExpectingInput)
        {
            _isChecked = true;
            return;
        }

        foreach (Ast found in blocks.OfType<ScriptBlock>().SelectMany(static block =>
            block.Ast.FindAll(static ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true)))
        {
            VariablePath path = UsingExpressionAst.ExtractUsingVariable((UsingExpressionAst)found).VariablePath;
            if (!path.IsDriveQualified && caller.SessionState.PSVariable.Get(path.UserPath) is { } variable)
            {
                _values.Add(((UsingExpressionAst)found, path.UserPath, variable.Value));
            }
        }
    }

    /// <summary>Looks whether they are still the same. With the first input.</summary>
    public void Check(PSCmdlet caller)
    {
        if (_isChecked)
        {
            return;
        }

        _isChecked = true;
        foreach ((UsingExpressionAst expression, string name, object? before) in _values)
        {
            if (!Equals(caller.SessionState.PSVariable.GetValue(name), before))
            {
                IpcException error = new(
                    IpcError.NotSupported,
                    $"A command before {caller.MyInvocation.MyCommand.Name} in the pipeline sets ${name}, as "
                        + $"-PipelineVariable does, but {expression.Extent.Text} has one value for all inputs (line "
                        + $"{expression.Extent.StartLineNumber}, column {expression.Extent.StartColumnNumber}). Send "
                        + $"it with each input, such as ForEach-Object {{ [pscustomobject]@{{ {name} = ${name}; Input "
                        + "= $_ } }, and read it from $_.");
                caller.ThrowTerminatingError(ErrorFactory.Create(error, name));
            }
        }
    }
}
