using System.Text.RegularExpressions;
using Ipc.Commands;

namespace Ipc.Tests.Internals;

/// <summary>What is asked of the engine by reflection, in the engine that these tests run in.</summary>
[Collection(FallbackCollection.Name)]
public sealed partial class EngineInternalsTests
{
    public static TheoryData<string> Members => [.. HiddenMembers.NamesOf([.. EngineInternals.Operations])];

    [Fact]
    public void Nothing_is_missing() => Assert.Equal([], EngineInternals.Missing);

    [Fact]
    public void Everything_has_the_types_that_it_had() => Assert.Equal([], Unbound());

    [Theory]
    [MemberData(nameof(Members))]
    public void Without_a_member_what_needs_it_takes_its_fallback_and_nothing_else_does(string member)
    {
        using (HiddenMembers.Of(member))
        {
            IEnumerable<EngineOperation> needing =
                EngineInternals.Operations.Where(one => one.Members.Any(needed => needed.Name == member));
            Assert.Equal(needing.Select(one => one.Name), Unbound());
        }

        Assert.Equal([], Unbound());
    }

    [Fact]
    public void The_document_has_the_same_table()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "design", "engine.md"));
        IEnumerable<string> written = Row().Matches(page).Select(match => match.Value);
        Assert.Equal(EngineInternals.Operations.Select(RowOf), written);
    }

    private static IEnumerable<string> Unbound() =>
        EngineInternals.Operations.Where(one => !one.IsBound).Select(one => one.Name);

    private static string RowOf(EngineOperation one)
    {
        string members = string.Join(", ", one.Members.Select(member => $"`{member.Name}`"));
        return $"| {one.Name} | {members} | {one.NeededBy} | {one.Without} |";
    }

    [GeneratedRegex(@"^\| [^|]+ \| `[^|]+` \| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
