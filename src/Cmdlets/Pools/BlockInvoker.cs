using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// Runs a script block as ForEach-Object does: with <c>$_</c> set, in a new scope or in the current one, and with what it has written to
/// output in a list, also when it ends with an error. About a microsecond and a half for a small block.
/// </summary>
/// <remarks>
/// The engine has this way for its own cmdlets. The public one (InvokeWithContext) always makes a scope, and drops the output of a block that
/// throws; it is used where the engine's own is not found (<see cref="EngineInternals"/>).
/// </remarks>
internal static class BlockInvoker
{
    private delegate void Direct(ScriptBlock block, bool isLocal, object? underbar, List<object?> output, object?[] arguments);

    private static readonly Direct? s_direct = Bind();

    /// <summary>Stands for: leave <c>$_</c> alone.</summary>
    public static object NoUnderbar => AutomationNull.Value;

    /// <summary>Runs it. Its errors go where those of the calling cmdlet go.</summary>
    /// <param name="cmdlet">That runs it.</param>
    /// <param name="block">What to run.</param>
    /// <param name="isLocal">Whether in a scope of its own.</param>
    /// <param name="underbar">What <c>$_</c> is.</param>
    /// <param name="arguments">For its parameters.</param>
    /// <param name="output">What it writes is added here, as it writes it.</param>
    public static void Invoke(PSCmdlet cmdlet, ScriptBlock block, bool isLocal, object? underbar, object?[] arguments, List<object?> output)
    {
        if (s_direct is not null)
        {
            s_direct(block, isLocal, underbar, output, arguments);
        }
        else if (isLocal)
        {
            output.AddRange(block.InvokeWithContext(null, [new PSVariable("_", underbar)], arguments));
        }
        else
        {
            if (!ReferenceEquals(underbar, NoUnderbar))
            {
                cmdlet.SessionState.PSVariable.Set("_", underbar);
            }

            output.AddRange(cmdlet.InvokeCommand.InvokeScript(false, block, null, arguments));
        }
    }

    private static Direct? Bind()
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        if (EngineInternals.AreAvoided)
        {
            return null;
        }

        MethodInfo? method = typeof(ScriptBlock).GetMethods(Hidden).FirstOrDefault(
            static method => method.Name == "InvokeWithPipe" && method.GetParameters().Any(static parameter => parameter.Name == "useLocalScope"));
        ConstructorInfo? pipe = typeof(ScriptBlock).Assembly.GetType("System.Management.Automation.Internal.Pipe")?.GetConstructor(Hidden, [typeof(List<object>)]);
        if (method is null || pipe is null)
        {
            return null;
        }

        ParameterExpression block = Expression.Parameter(typeof(ScriptBlock));
        ParameterExpression isLocal = Expression.Parameter(typeof(bool));
        ParameterExpression underbar = Expression.Parameter(typeof(object));
        ParameterExpression output = Expression.Parameter(typeof(List<object?>));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        try
        {
            return Expression.Lambda<Direct>(
                Expression.Call(block, method, method.GetParameters().Select(parameter => parameter.Name switch
                {
                    "useLocalScope" => isLocal,
                    "errorHandlingBehavior" => Expression.Constant(Enum.Parse(parameter.ParameterType, "WriteToCurrentErrorPipe"), parameter.ParameterType),
                    "dollarUnder" => underbar,
                    "input" or "scriptThis" => Expression.Constant(AutomationNull.Value, typeof(object)),
                    "outputPipe" => (Expression)Expression.New(pipe, output),
                    "args" => arguments,
                    _ => Expression.Default(parameter.ParameterType),
                })),
                block,
                isLocal,
                underbar,
                output,
                arguments).Compile();
        }
        catch (ArgumentException)
        {
            return null; // Other types than they were.
        }
    }
}
