using System.Management.Automation;
using System.Management.Automation.Language;

namespace Ipc.Commands;

/// <summary>
/// Refuses blocks whose parameters would stay empty without a word: whoever writes <c>param($item)</c> expects the
/// input there, as some other tools have it.
/// </summary>
internal static class ParallelParameters
{
    /// <summary>Looks at the blocks of a call.</summary>
    /// <param name="cmdlet">That is given them.</param>
    /// <param name="arguments">What the parameters get.</param>
    /// <param name="blocks">The blocks; null for one that there is not.</param>
    public static void Check(PSCmdlet cmdlet, object?[] arguments, ScriptBlock?[] blocks)
    {
        if (arguments.Length > 0)
        {
            return;
        }

        foreach (ScriptBlock block in blocks.OfType<ScriptBlock>())
        {
            if (FirstEmpty(block) is { } parameter)
            {
                ArgumentException error = new(
                    $"The parameter {parameter.Name} of the script block would be empty (line "
                    + $"{parameter.Extent.StartLineNumber}, column {parameter.Extent.StartColumnNumber}). The input is "
                    + "in $_; values for parameters are given with -ArgumentList. Use $_ in its place, add "
                    + "-ArgumentList, or give the parameter a default value.");
                cmdlet.ThrowTerminatingError(ErrorFactory.Create(error, block));
            }
        }
    }

    // A switch that nobody sets is off, and means that.
    private static ParameterAst? FirstEmpty(ScriptBlock block)
    {
        IEnumerable<ParameterAst>? parameters = block.Ast switch
        {
            ScriptBlockAst script => script.ParamBlock?.Parameters,
            FunctionDefinitionAst function => function.Parameters ?? function.Body.ParamBlock?.Parameters,
            _ => null,
        };
        return parameters?.FirstOrDefault(static parameter =>
            parameter.DefaultValue is null && parameter.StaticType != typeof(SwitchParameter));
    }
}
