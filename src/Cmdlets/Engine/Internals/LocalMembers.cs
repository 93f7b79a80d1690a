using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Wrappers that keep what is added to a value in themselves. The engine notes added members by the object that is
/// wrapped, so that all who have the same object see them: the time zone, culture or encoding of the whole process.
/// </summary>
internal static class LocalMembers
{
    private static readonly EngineMember s_isLocal =
        EngineMember.OfProperty(typeof(PSObject), "PSObject.StoreTypeNameAndInstanceMembersLocally");

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<PSObject, bool>?> Operation = new(
        "keep added members in the wrapper of a value",
        "a value that arrives with members of its own and was not made by reading it",
        "it arrives without them",
        [s_isLocal],
        static () => s_isLocal.AsSetter<Action<PSObject, bool>>(),
        null);

    /// <summary>A wrapper for members that only it has; null where the engine has no such thing.</summary>
    public static PSObject? TryWrap(object value)
    {
        if (value is string)
        {
            return new PSObject(value); // The engine does so itself.
        }

        if (Operation.Call is not { } keep)
        {
            return null;
        }

        PSObject wrapper = new(value);
        keep(wrapper, true);
        return wrapper;
    }
}
