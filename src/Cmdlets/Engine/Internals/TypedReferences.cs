using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The type of <c>[ref]</c> for each type of value, which the reference assembly does not know.</summary>
internal static class TypedReferences
{
    private static readonly EngineMember s_open =
        EngineMember.OfType(typeof(PSReference), "System.Management.Automation.PSReference`1");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<Type, PSReference>> Operation = new(
        "make a [ref] for a type of value",
        "a [ref] that arrives",
        "it is one for any type",
        [s_open],
        static () => static type => (PSReference)Activator.CreateInstance(s_open.Type!.MakeGenericType(type), [null])!,
        static _ => new PSReference(null));

    /// <summary>Makes an empty one.</summary>
    public static PSReference Make(Type type) => Operation.Call(type);
}
