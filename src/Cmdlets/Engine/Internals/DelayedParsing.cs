using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Script blocks that are parsed when they are first used: how the engine makes those of its own modules. Parsing does
/// more than parse: it loads the assembly that a type name names.
/// </summary>
internal static class DelayedParsing
{
    private static readonly EngineMember s_create = EngineMember.OfMethod(
        typeof(ScriptBlock), "ScriptBlock.CreateDelayParsedScriptBlock", typeof(string), typeof(bool));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<string, bool, ScriptBlock>?> Operation = new(
        "make a script block without parsing it",
        "a script block that arrives",
        "it is refused (IpcNotSupported)",
        [s_create],
        static () => s_create.As<Func<string, bool, ScriptBlock>>(),
        null);

    /// <summary>A script block of that text; null where the engine has no way to make one without parsing it.</summary>
    public static ScriptBlock? TryMake(string text) => Operation.Call?.Invoke(text, false);
}
