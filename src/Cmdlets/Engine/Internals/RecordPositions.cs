using System.Management.Automation;
using System.Reflection;

namespace Ipc.Commands;

/// <summary>Where in a script a warning, a verbose or a debug record was written.</summary>
internal static class RecordPositions
{
    private static readonly EngineMember s_make =
        EngineMember.OfConstructor(typeof(InvocationInfo), "InvocationInfo.new", typeof(PSObject));

    private static readonly EngineMember s_set = EngineMember.OfMethod(
        typeof(InformationalRecord), "InformationalRecord.SetInvocationInfo", typeof(InvocationInfo));

    /// <summary>For the table.</summary>
    internal static readonly EngineOperation<Action<InformationalRecord, PSObject>?> Operation = new(
        "give a record its position",
        "a warning, verbose or debug record that arrives",
        "it has none",
        [s_make, s_set],
        Bind,
        null);

    /// <summary>Gives a record the position of that description; null where the engine has no way to.</summary>
    public static Action<InformationalRecord, PSObject>? Set => Operation.Call;

    private static Action<InformationalRecord, PSObject>? Bind()
    {
        ConstructorInfo make = s_make.Constructor;
        return s_set.As<Action<InformationalRecord, InvocationInfo>>() is { } set
            ? (record, description) =>
                set(record, (InvocationInfo)make.Invoke(BindingFlags.DoNotWrapExceptions, null, [description], null))
            : null;
    }
}
