using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Says what was passed where something else is wanted, and what to write.</summary>
internal static class RefusedValue
{
    /// <summary>The error.</summary>
    /// <param name="given">What was passed.</param>
    /// <param name="wanted">What is wanted, with its article: a queue.</param>
    /// <param name="hint">What else to say; null for what holds for all.</param>
    public static InvalidCastException Error(object? given, string wanted, string? hint = null)
    {
        string what = $"What was passed is {Describe(given)}, and this takes {wanted}, or the name of one.";
        return new InvalidCastException($"{what} {hint ?? Advise(given)}".TrimEnd());
    }

    private static string Describe(object? given) => given switch
    {
        null => "$null",
        IList { Count: 0 } => "an empty list",
        IList list => $"a list of {list.Count}",
        _ => $"of the type [{TypeOf(given)}]",
    };

    private static string Advise(object? given) => given switch
    {
        null => "If it is a variable of the caller: in the block of a worker or of Invoke-IpcParallel it is written "
            + "$using:name, or passed with -ArgumentList.",
        IList { Count: 0 } => "Make one first.",
        IList => "Take one of them: $list[0] is the first.",
        _ when TypeOf(given).StartsWith("Deserialized.Ipc.", StringComparison.Ordinal) =>
            "It is a copy of the properties: only this module sends Ipc objects as they are. Open it by its name.",
        _ => "",
    };

    private static string TypeOf(object given) =>
        PSObject.AsPSObject(given).TypeNames is [{ } name, ..] ? name : given.GetType().Name;
}
