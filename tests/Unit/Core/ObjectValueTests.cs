using System.Buffers;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Values that hold any object.</summary>
public sealed class ObjectValueTests
{
    private static readonly TextEncoding s_text = new();

    [Fact]
    public void It_holds_what_was_set_last_of_any_size()
    {
        using IpcObjectValue value = IpcObjectValue.Create("first", s_text);
        using IpcObjectValue same = (IpcObjectValue)IpcObject.Open(value.GetReference(), s_text);
        Assert.Equal("first", same.Value);
        foreach (int length in (int[])[0, 10, 5, 100_000, 3, 99_999, 400_000, 1, 400_000])
        {
            string text = new((char)('a' + (length % 26)), length);
            value.Value = text;
            Assert.Equal(text, same.Value);
        }

        same.Value = null;
        Assert.Null(value.Value);
        Assert.Equal(typeof(object), value.GetElementType());
        Assert.True(value.Region.Size < 4 * 400_000, $"{value.Region.Size} bytes.");
    }

    [Fact]
    public void It_is_compared_and_set_in_one_step()
    {
        using IpcObjectValue value = IpcObjectValue.Create("a", s_text);
        Assert.False(value.TryUpdate("c", "b"));
        Assert.Equal("a", value.Value);
        Assert.True(value.TryUpdate("c", "a"));
        Assert.Equal("c", value.Value);
    }

    [Fact]
    public void Text_only_is_a_type_of_its_own()
    {
        using IpcValue value = (IpcValue)IpcStore.Local.Create(
            new IpcValueSpec { Initial = "a", Boxed = IpcElementType.String }, s_text)[0];
        Assert.Equal(typeof(string), value.GetElementType());
        Assert.Throws<InvalidCastException>(() => value.SetValue(null));
        Assert.Equal("a", value.GetValue());
        string name = $"any-{Guid.NewGuid():N}";
        using IpcObjectValue any = IpcObjectValue.Create("a", s_text, name);
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcValue.CreateOrOpen(name, 1)));
    }

    [Fact]
    public void Nobody_reads_half_of_it_while_others_set_it()
    {
        using IpcObjectValue value = IpcObjectValue.Create("a", s_text);
        using CancellationTokenSource stop = new();
        Task<int> sets = Eventually.Start(() =>
        {
            int count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                value.Value = new string((char)('a' + (count % 26)), 1 + (count * 7919 % 20_000));
            }

            return count;
        });
        for (int i = 0; i < 2_000; i++)
        {
            Assert.Single(((string)value.Value!).Distinct());
        }

        stop.Cancel();
        Assert.True(Eventually.Result(sets) > 1);
    }

    [Theory]
    [InlineData("set")]
    [InlineData("update")]
    [InlineData("close")]
    [InlineData("remove")]
    [InlineData("kill")]
    public void It_holds_what_it_refers_to(string end)
    {
        using IpcObjectValue value = IpcObjectValue.Create(null, ReferenceEncoding.Instance);
        IpcQueue queue = IpcQueue.Create();
        string path = queue.Region.Path;
        if (end == "kill")
        {
            using PeerProcess peer = PeerProcess.Opening(value);
            Assert.Equal("ok", peer.Ask($"carry queue {queue.Id}"));
            Assert.Equal("ok", peer.Ask("box-carried"));
            peer.Kill();
        }
        else
        {
            value.Value = new IpcObject[] { queue };
        }

        queue.Close();
        Assert.True(File.Exists(path), "It is gone.");
        IpcObject[] read = (IpcObject[])value.Value!;
        Assert.True(((IpcQueue)Assert.Single(read)).TrySendBytes([1], TimeSpan.Zero));
        switch (end)
        {
            case "update":
                Assert.True(value.TryUpdate(null, read));
                break;
            case "close":
                value.Close();
                break;
            case "remove":
                value.Remove();
                break;
            default:
                value.Value = null;
                break;
        }

        read[0].Close();
        Assert.False(File.Exists(path), "It is still there.");
    }

    [Fact]
    public void Its_first_object_is_held_as_well_and_it_has_its_lock()
    {
        IpcQueue queue = IpcQueue.Create();
        string path = queue.Region.Path;
        using (IpcObjectValue value = IpcObjectValue.Create(new IpcObject[] { queue }, ReferenceEncoding.Instance))
        {
            queue.Close();
            Assert.True(File.Exists(path), "It is gone.");
            using PeerProcess peer = PeerProcess.Opening(value);
            Assert.Equal("Entered", peer.Ask("enter 5"));
            Assert.Equal(IpcEnterResult.TimedOut, value.TryEnter(TimeSpan.Zero, 1));
            peer.Kill();
            Assert.Equal(IpcEnterResult.Abandoned, value.TryEnter(Eventually.Watchdog, 1));
        }

        Assert.False(File.Exists(path), "It is still there.");
    }

    private sealed class TextEncoding : IMessageEncoding
    {
        public void Encode(object? value, IBufferWriter<byte> output) =>
            output.Write(value is null ? [0] : [1, .. System.Text.Encoding.UTF8.GetBytes((string)value)]);

        public object? Decode(ReadOnlySpan<byte> message) => message[0] == 0 ? null : System.Text.Encoding.UTF8.GetString(message[1..]);
    }
}
