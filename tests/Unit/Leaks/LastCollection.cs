using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Ipc.Tests.Leaks.LastCollection", "Ipc.Tests.Unit")]

namespace Ipc.Tests.Leaks;

/// <summary>
/// Puts the collection of <see cref="LeakTests"/> behind all others. It does not run beside others either, so whatever
/// is found then was left over.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LastCollection : ITestCollectionOrderer
{
    public const string Name = "Last";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName == Name);
}
