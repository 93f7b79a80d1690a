using System.Collections.ObjectModel;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The type names of an object. Reading the public ones copies the list, and tells the engine that every object of that
/// type may have names of its own, which slows all scripts down.
/// </summary>
internal static class ObjectTypeNames
{
    private static readonly EngineMember s_names =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.InternalTypeNames");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Func<PSObject, Collection<string>>> Operation = new(
        "read the type names of an object",
        "every object with a wrapper that is sent",
        "the public TypeNames are read, which is slower, for other scripts, too",
        [s_names],
        static () => s_names.As<Func<PSObject, Collection<string>>>(),
        static value => value.TypeNames);

    private static readonly Collection<string> s_ofCustomObject = Operation.Call(new PSObject());

    /// <summary>The type names, most specific first. Not to be changed.</summary>
    public static Collection<string> Of(PSObject value) => Operation.Call(value);

    /// <summary>Whether they are those of a PSCustomObject without names of its own.</summary>
    public static bool AreOfCustomObject(Collection<string> names) =>
        ReferenceEquals(names, s_ofCustomObject) || (!Operation.IsBound && names.SequenceEqual(s_ofCustomObject));
}
