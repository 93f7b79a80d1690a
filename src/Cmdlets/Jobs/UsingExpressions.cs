using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;

namespace Ipc.Commands;

/// <summary>Finds the values of a script's <c>$using:</c> expressions in the caller's scope.</summary>
internal static class UsingExpressions
{
    /// <summary>The values by the key under which the engine looks them up when the script runs.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>: there is no such variable.</exception>
    public static Hashtable Evaluate(Ast script, SessionState caller)
    {
        Hashtable values = [];
        foreach (Ast found in script.FindAll(static ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true))
        {
            UsingExpressionAst expression = (UsingExpressionAst)found;
            VariableExpressionAst variable = UsingExpressionAst.ExtractUsingVariable(expression);
            string name = variable.VariablePath.UserPath;
            if (caller.PSVariable.Get(name) is null && !variable.VariablePath.IsDriveQualified)
            {
                if (IsNested(expression, script))
                {
                    continue; // Meant for a variable of the worker, by a block that the worker starts in its turn.
                }

                throw new IpcException(
                    IpcError.NotFound,
                    $"The variable of {expression.Extent.Text} is not set here (line "
                        + $"{expression.Extent.StartLineNumber}, column {expression.Extent.StartColumnNumber}). Set "
                        + "it before starting the worker, or pass a value with -ArgumentList.");
            }

            values[KeyOf(expression)] = Evaluate(expression, caller);
        }

        return values;
    }

    /// <summary>Adds those of another script that gets the same.</summary>
    public static void AddTo(Hashtable values, Ast script, SessionState caller)
    {
        foreach (DictionaryEntry value in Evaluate(script, caller))
        {
            values[value.Key] = value.Value;
        }
    }

    /// <summary>The same values by the text of their expressions: <c>$using:queue</c>.</summary>
    public static IEnumerable<(string Name, object? Value)> WithNames(Hashtable values)
    {
        foreach (DictionaryEntry value in values)
        {
            byte[] text = new byte[((string)value.Key).Length];
            bool isKey = Convert.TryFromBase64String((string)value.Key, text, out int length);
            yield return (isKey ? Encoding.Unicode.GetString(text, 0, length) : "$using:", value.Value);
        }
    }

    // The parser allows a variable with members and constant indexes only, so this runs no code of a stranger's.
    private static object? Evaluate(UsingExpressionAst expression, SessionState caller)
    {
        if (expression.SubExpression is VariableExpressionAst variable)
        {
            return caller.PSVariable.GetValue(variable.VariablePath.UserPath)
                ?? (variable.VariablePath.IsDriveQualified ? Invoke(expression, caller) : null);
        }

        return Invoke(expression, caller);
    }

    private static PSObject? Invoke(UsingExpressionAst expression, SessionState caller)
    {
        System.Collections.ObjectModel.Collection<PSObject> result = caller.InvokeCommand.InvokeScript(
            false, ScriptBlock.Create("," + "($" + expression.SubExpression.Extent.Text.TrimStart('$').Replace("using:", "", StringComparison.OrdinalIgnoreCase) + ")"), null);
        return result.Count == 0 ? null : result[0];
    }

    private static bool IsNested(Ast expression, Ast root)
    {
        for (Ast ast = expression.Parent; ast != root && ast is not null; ast = ast.Parent)
        {
            if (ast is ScriptBlockAst)
            {
                return true;
            }
        }

        return false;
    }

    // The engine's own rule for jobs and remoting: the expression's text, lower case if it is a plain variable, as
    // base64 of UTF-16.
    private static string KeyOf(UsingExpressionAst expression)
    {
        string text = expression.ToString();
        if (expression.SubExpression is VariableExpressionAst)
        {
            text = text.ToLowerInvariant();
        }

        return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
    }
}
