using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell.Commands;

namespace Ipc.Commands;

/// <summary>
/// Runs a user's script block as if it stood where the cmdlet is called: what it assigns stays, and <c>break</c>,
/// <c>return</c>, <c>exit</c> and errors do what they do in the block of ForEach-Object.
/// </summary>
internal static class CallerScope
{
    private static readonly CmdletInfo s_forEach = new("ForEach-Object", typeof(ForEachObjectCommand));

    /// <summary>Runs it; what it writes, to whatever stream, goes on at once.</summary>
    public static void Run(PSCmdlet cmdlet, ScriptBlock block) => cmdlet.InvokeCommand.InvokeScript(
        ErrorMerging.IsOn(cmdlet) ? ". $args[0] 2>&1" : ". $args[0]",
        useNewScope: false,
        PipelineResultTypes.Output | PipelineResultTypes.Error,
        input: null,
        block);

    /// <summary>
    /// Runs it and gives whether what it wrote to output is true, as <c>if</c> sees it. Other streams go on at once.
    /// </summary>
    public static bool IsTrue(PSCmdlet cmdlet, ScriptBlock block) => LanguagePrimitives.IsTrue(Collect(cmdlet, block));

    /// <summary>Runs it, and gives what it wrote to output. Other streams go on at once.</summary>
    public static Collection<PSObject> Collect(PSCmdlet cmdlet, ScriptBlock block) => cmdlet.InvokeCommand.InvokeScript(
        ". $args[0]", useNewScope: false, PipelineResultTypes.Error, input: null, block);

    /// <summary>Runs it with <c>$_</c> set, and gives what it wrote to output. Other streams go on at once.</summary>
    public static Collection<PSObject> Collect(PSCmdlet cmdlet, ScriptBlock block, object? underbar) => cmdlet.InvokeCommand.InvokeScript(
        ", $args[1] | . $args[2] -Process $args[0]", useNewScope: false, PipelineResultTypes.Error, input: null, block, underbar, s_forEach);
}
