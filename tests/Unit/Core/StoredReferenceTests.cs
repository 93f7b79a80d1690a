using System.Collections;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>What a dictionary, a list, or the result of what is done once refers to lives as long as it is there.</summary>
public sealed class StoredReferenceTests
{
    private static readonly Dictionary<string, Action<IpcDictionary>> s_entryEnds = new()
    {
        ["replace"] = entries => entries["a"] = null,
        ["replace large"] = entries => entries.SetBytes("a", new byte[50_000]),
        ["remove"] = entries => entries.Remove("a"),
        ["take"] = entries =>
        {
            Assert.True(entries.TryRemove("a", out object? value));
            Close(value);
        },
        ["clear"] = entries => entries.Clear(),
        ["update"] = entries =>
        {
            object? value = entries["a"];
            Assert.True(entries.TryUpdate("a", null, value));
            Close(value);
        },
        ["add or update"] = entries => entries.AddOrUpdate("a", null, (_, old) =>
        {
            Close(old);
            return null;
        }),
        ["close"] = entries => entries.Close(),
        ["remove all of it"] = entries => entries.Remove(),
    };

    private static readonly Dictionary<string, Action<IpcList>> s_elementEnds = new()
    {
        ["set"] = list => list[0] = null,
        ["remove"] = list => list.RemoveAt(0),
        ["pop"] = list => Close(list.Pop(0)),
        ["clear"] = list => list.Clear(),
        ["close"] = list => list.Close(),
        ["remove all of it"] = list => list.Remove(),
    };

    public static TheoryData<string> EntryEnds => [.. s_entryEnds.Keys];

    public static TheoryData<string> ElementEnds => [.. s_elementEnds.Keys];

    [Theory]
    [MemberData(nameof(EntryEnds))]
    public void A_value_of_a_dictionary_holds_what_it_refers_to(string end)
    {
        using IpcDictionary entries = IpcDictionary.Create(encoding: ReferenceEncoding.Instance);
        string path = Store(queue => entries["a"] = queue);
        entries["b"] = null;
        IsAlive(path, () => entries["a"]);
        IsAlive(path, () => entries.Cast<DictionaryEntry>().Single(entry => (string)entry.Key == "a").Value);
        s_entryEnds[end](entries);
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    [Theory]
    [MemberData(nameof(ElementEnds))]
    public void An_element_of_a_list_holds_what_it_refers_to(string end)
    {
        using IpcList list = IpcList.Create(encoding: ReferenceEncoding.Instance);
        string path = Store(list.Add);
        list.Insert(1, null);
        IsAlive(path, () => list[0]);
        IsAlive(path, () => list.ToArray()[0]);
        s_elementEnds[end](list);
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    [Fact]
    public void Several_elements_hold_one_object_until_the_last_has_gone()
    {
        using IpcList list = IpcList.Create(encoding: ReferenceEncoding.Instance);
        string path = Store(queue => list.AddRange(new object?[] { queue, null, queue }));
        list.RemoveAt(2);
        IsAlive(path, () => list[0]);
        list.RemoveAt(0);
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
        Assert.Equal(new object?[] { null }, list.ToArray().Select(one => one is IpcObject[] { Length: 0 } ? null : one));
    }

    [Fact]
    public void A_value_in_chunks_holds_what_it_refers_to()
    {
        using IpcDictionary entries = IpcDictionary.Create(encoding: ReferenceEncoding.Instance);
        IpcQueue[] queues = [.. Enumerable.Range(0, 700).Select(_ => IpcQueue.Create())];
        string[] paths = [.. queues.Select(queue => queue.Region.Path)];
        entries["a"] = queues.Cast<IpcObject>().ToArray();
        Array.ForEach(queues, queue => queue.Close());
        Assert.All(paths, path => Assert.True(File.Exists(path), "It is gone."));
        Close(entries["a"]);
        entries.Remove("a");
        Assert.All(paths, path => Assert.False(File.Exists(path), "It is still there."));
    }

    [Fact]
    public void The_result_of_what_is_done_once_holds_what_it_refers_to()
    {
        using IpcOnce once = IpcOnce.Create();
        Assert.Equal(IpcOnceResult.Begun, once.TryBegin(TimeSpan.Zero));
        string path = Store(queue => once.Complete(queue, ReferenceEncoding.Instance));
        IsAlive(path, () => ReferenceEncoding.Instance.Decode(once.GetResult()));
        once.Close();
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    [Theory]
    [InlineData("dictionary")]
    [InlineData("list")]
    public void It_lives_on_when_the_process_that_stored_it_is_killed(string kind)
    {
        using IpcObject store = kind == "list"
            ? IpcList.Create(encoding: ReferenceEncoding.Instance)
            : IpcDictionary.Create(encoding: ReferenceEncoding.Instance);
        using PeerProcess peer = PeerProcess.Opening(store);
        IpcQueue queue = IpcQueue.Create();
        string path = queue.Region.Path;
        Assert.Equal("ok", peer.Ask($"carry queue {queue.Id}"));
        queue.Close();
        Assert.Equal("ok", peer.Ask(kind == "list" ? "append-carried" : "put-carried a"));
        peer.Kill();
        IsAlive(path, () => store is IpcList list ? list[0] : ((IpcDictionary)store)["a"]);
        store.Close();
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    [Fact]
    public void The_first_values_of_a_store_are_held_as_well()
    {
        string path = Store(queue =>
        {
            Hashtable first = new() { ["a"] = queue };
            IpcDictionary made = (IpcDictionary)IpcStore.Local.Create(new IpcDictionarySpec { Initial = first }, ReferenceEncoding.Instance)[0];
            s_made = made;
        });
        using (s_made)
        {
            IsAlive(path, () => ((IpcDictionary)s_made!)["a"]);
        }

        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.

        path = Store(queue => s_made = (IpcObject)IpcStore.Local.Create(new IpcListSpec { Initial = new[] { queue } }, ReferenceEncoding.Instance)[0]);
        using (s_made)
        {
            IsAlive(path, () => ((IpcList)s_made!)[0]);
        }

        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    [Fact]
    public void A_dictionary_that_is_in_itself_ends()
    {
        IpcDictionary entries = IpcDictionary.Create(encoding: ReferenceEncoding.Instance);
        string path = entries.Region.Path;
        entries["self"] = new IpcObject[] { entries };
        entries.Close();
        Eventually.True(() => !File.Exists(path), "it is gone"); // Somebody else may look at it at that moment.
    }

    // Between reading the bytes and opening what they refer to it may be replaced.
    [Fact]
    public void Who_reads_while_others_replace_it_gets_one_that_is_alive()
    {
        using IpcDictionary entries = IpcDictionary.Create(encoding: ReferenceEncoding.Instance);
        Store(queue => entries["a"] = queue);
        using CancellationTokenSource stop = new();
        Task<int> writes = Eventually.Start(() =>
        {
            int count = 0;
            while (!stop.IsCancellationRequested)
            {
                Store(queue => entries["a"] = queue);
                count++;
            }

            return count;
        });
        for (int i = 0; i < 300; i++)
        {
            Close(entries["a"]);
        }

        stop.Cancel();
        Assert.True(Eventually.Result(writes) > 0);
    }

    [ThreadStatic]
    private static IpcObject? s_made;

    // Stores the only handle to a queue, and closes it: what is left is what the store holds.
    private static string Store(Action<IpcObject[]> store)
    {
        using IpcQueue queue = IpcQueue.Create();
        store([queue]);
        return queue.Region.Path;
    }

    private static void IsAlive(string path, Func<object?> read)
    {
        Assert.True(File.Exists(path), "It is gone.");
        object? value = read();
        using IpcQueue queue = (IpcQueue)Assert.Single((IpcObject[])value!);
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
    }

    private static void Close(object? value) => Array.ForEach((IpcObject[])value!, one => one.Close());
}
