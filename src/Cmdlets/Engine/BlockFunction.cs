using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Script blocks that are handed to methods of Core as functions.</summary>
internal static class BlockFunction
{
    /// <summary>
    /// A script block as a function of what it is about, which is <c>$_</c>, and of its arguments; null for what is
    /// none. Its value is what it writes, as in an assignment.
    /// </summary>
    public static Func<object?[], object?>? Of(object? value) =>
        ElementConversion.Bare(value) is ScriptBlock block ? given => Run(block, given) : null;

    /// <summary>What was written, as an assignment has it.</summary>
    public static object? Assigned(Collection<PSObject> written) => written.Count switch
    {
        0 => null,
        1 => written[0],
        _ => written.ToArray<object>(),
    };

    private static object? Run(ScriptBlock block, object?[] given) =>
        Assigned(block.InvokeWithContext(null, [new PSVariable("_", given[0])], given[1..]));
}
