using Ipc.Commands;
using Ipc.Tests.Encoding;

namespace Ipc.Tests.Internals;

/// <summary>All that is true of objects once more, where they are read and made by public ways only.</summary>
[Collection(FallbackCollection.Name)]
public sealed class PublicObjectTests : PSObjectTests, IDisposable
{
    private readonly HiddenMembers _hidden = HiddenMembers.Of(Hidden);

    public PublicObjectTests(Encoding.Engine engine)
        : base(engine)
    {
    }

    /// <summary>What objects and tables are written and read with.</summary>
    internal static EngineOperation[] Hidden =>
    [
        InstanceMembers.Operation,
        ObjectTypeNames.Operation,
        SharedTypeNames.Operation,
        RememberedText.Reading,
        RememberedText.Writing,
        CustomObjects.Making,
        CustomObjects.Adding,
        HashtableComparer.Operation,
        OrderedDictionaryComparer.Operation,
    ];

    public void Dispose() => _hidden.Dispose();
}
