using System.Linq.Expressions;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>
/// The way in which the engine runs the script blocks of its own cmdlets: in a new scope or in the current one, its
/// output into a list as it is written.
/// </summary>
internal static class BlockInvocation
{
    /// <summary>Runs a block.</summary>
    /// <param name="block">What to run.</param>
    /// <param name="isLocal">Whether in a scope of its own.</param>
    /// <param name="underbar">What <c>$_</c> is; <see cref="AutomationNull"/> to leave it alone.</param>
    /// <param name="output">What it writes is added here.</param>
    /// <param name="arguments">For its parameters.</param>
    public delegate void Invoker(
        ScriptBlock block, bool isLocal, object? underbar, List<object?> output, object?[] arguments);

    private static readonly EngineMember s_invoke = EngineMember.OfMethod(
        typeof(ScriptBlock),
        "ScriptBlock.InvokeWithPipe",
        static method => method.GetParameters().Any(static parameter => parameter.Name == "useLocalScope"));

    private static readonly EngineMember s_pipe =
        EngineMember.OfType(typeof(ScriptBlock), "System.Management.Automation.Internal.Pipe");

    private static readonly EngineMember s_makePipe =
        EngineMember.OfConstructor(s_pipe.Type, "Pipe.new", typeof(List<object>));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Invoker?> Operation = new(
        "run a block as ForEach-Object does",
        "items of Invoke-IpcParallel",
        "ScriptBlock.InvokeWithContext, which loses the output of an item that throws",
        [s_invoke, s_pipe, s_makePipe],
        Bind,
        null);

    /// <summary>Runs a block; null where the engine has no such way.</summary>
    public static Invoker? Invoke => Operation.Call;

    private static Invoker? Bind()
    {
        MethodInfo method = s_invoke.Method;
        ParameterExpression block = Expression.Parameter(typeof(ScriptBlock));
        ParameterExpression isLocal = Expression.Parameter(typeof(bool));
        ParameterExpression underbar = Expression.Parameter(typeof(object));
        ParameterExpression output = Expression.Parameter(typeof(List<object?>));
        ParameterExpression arguments = Expression.Parameter(typeof(object?[]));
        return Expression.Lambda<Invoker>(
            Expression.Call(block, method, method.GetParameters().Select(parameter => parameter.Name switch
            {
                "useLocalScope" => isLocal,
                "errorHandlingBehavior" => Expression.Constant(
                    Enum.Parse(parameter.ParameterType, "WriteToCurrentErrorPipe"), parameter.ParameterType),
                "dollarUnder" => underbar,
                "input" or "scriptThis" => Expression.Constant(AutomationNull.Value, typeof(object)),
                "outputPipe" => (Expression)Expression.New(s_makePipe.Constructor, output),
                "args" => arguments,
                _ => Expression.Default(parameter.ParameterType),
            })),
            block,
            isLocal,
            underbar,
            output,
            arguments).Compile();
    }
}
