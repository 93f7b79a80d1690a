using Ipc.Tests.Encoding;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class SetTests
{
    [Fact]
    public void Each_value_is_there_once()
    {
        using IpcSet set = IpcSet.Create(encoding: new Ipc.Commands.PowerShellEncoding());
        Assert.True(set.Add("a"));
        Assert.False(set.Add("A"));
        Assert.True(set.Add(1));
        Assert.True(set.Add("1"));
        Assert.True(set.Contains("a") && set.Contains(1) && !set.Contains(2));
        Assert.Equal(3, set.Count);
        Assert.True(set.Remove("a"));
        Assert.False(set.Remove("a"));
        Assert.Equal(["1", "1"], set.ToArray().Select(value => value.ToString()));
        set.Clear();
        Assert.Empty(set);
    }

    [Fact]
    public void Case_counts_where_it_was_asked_for()
    {
        using IpcSet set = IpcSet.Create(caseSensitive: true);
        Assert.True(set.Add("a") && set.Add("A"));
        set.IntersectWith(new[] { "A" });
        Assert.Equal(["A"], set.ToArray());
        string name = $"set-{Guid.NewGuid():N}";
        using IpcSet named = IpcSet.Create(name);
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcSet.CreateOrOpen(name, caseSensitive: true)));
    }

    [Fact]
    public void It_is_joined_with_and_reduced_by_any_collection()
    {
        using IpcSet set = IpcSet.Create();
        using IpcSet other = IpcSet.Create();
        set.UnionWith(new[] { "a", "b", "c", "d" });
        other.UnionWith(new[] { "B", "C", "x" });
        Assert.True(set.Overlaps(other));
        Assert.False(set.IsSupersetOf(other));
        set.IntersectWith(other);
        Assert.Equal(["b", "c"], set.ToArray().Order());
        set.ExceptWith(new[] { "C", "y" });
        Assert.Equal(["b"], set.ToArray());
        Assert.True(other.IsSupersetOf(set));
        set.ExceptWith(set);
        Assert.Empty(set);
    }

    [Fact]
    public void Of_many_that_add_the_same_one_is_told_that_it_is_new()
    {
        const int Values = 2_000;
        using IpcSet set = IpcSet.Create();
        using IpcSet same = (IpcSet)IpcObject.Open(set.GetReference());
        Task<int>[] adds = [.. new[] { set, same, set }.Select(one => Eventually.Start(
            () => Enumerable.Range(0, Values).Count(i => one.Add($"value {i}"))))];
        Assert.Equal(Values, adds.Sum(Eventually.Result));
        Assert.Equal(Values, set.ToArray().Distinct().Count());
    }

    [Fact]
    public void Its_values_are_those_that_are_there_whatever_their_number_is_said_to_be()
    {
        using IpcSet set = IpcSet.Create(encoding: new NumberEncoding());
        set.Add("a");
        foreach (long count in (long[])[0, 1L << 40])
        {
            set.Region.Long(Primitives.EntryTable.CountAt).Value = (ulong)count;
            Assert.Equal(["a"], set.ToArray());
        }
    }
}
