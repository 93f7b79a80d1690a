using Ipc.Commands;
using Ipc.Tests.Encoding;

namespace Ipc.Tests.Internals;

/// <summary>All collections once more, where their comparers cannot be read.</summary>
[Collection(FallbackCollection.Name)]
public sealed class PublicCollectionTests : CollectionTests, IDisposable
{
    private readonly HiddenMembers _hidden = HiddenMembers.Of(PublicObjectTests.Hidden);

    private protected override bool TellsComparerOfUsersClass => false;

    public void Dispose() => _hidden.Dispose();
}
