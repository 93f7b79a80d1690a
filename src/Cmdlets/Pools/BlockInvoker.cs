using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Ipc.Commands;

/// <summary>
/// Runs a script block as ForEach-Object does: with <c>$_</c> set, in a new scope or in the current one, and with what
/// it has written to output in a list, also when it ends with an error. About a microsecond and a half for a small
/// block.
/// </summary>
/// <remarks>
/// The engine has this way for its own cmdlets. The public one (InvokeWithContext) always makes a scope, and drops the
/// output of a block that throws; it is used where the engine's own is not found (<see cref="BlockInvocation"/>).
/// </remarks>
internal static class BlockInvoker
{
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
        if (BlockInvocation.Invoke is { } invoke)
        {
            invoke(block, isLocal, underbar, output, arguments);
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
}
