using Ipc.Commands;

namespace Ipc.Tests.Internals;

/// <summary>Makes members of the engine count as missing for a while.</summary>
internal sealed class HiddenMembers : IDisposable
{
    private HiddenMembers(string[] names) => EngineInternals.Hide(names);

    /// <summary>All members that the operations need; fails if one of them does without.</summary>
    public static HiddenMembers Of(params EngineOperation[] operations)
    {
        HiddenMembers hidden = new(NamesOf(operations));
        Assert.DoesNotContain(operations, operation => operation.IsBound);
        return hidden;
    }

    /// <summary>One member.</summary>
    public static HiddenMembers Of(string member) => new([member]);

    public static string[] NamesOf(params EngineOperation[] operations) =>
        [.. operations.SelectMany(operation => operation.Members).Select(member => member.Name).Distinct()];

    public void Dispose() => EngineInternals.Hide();
}
