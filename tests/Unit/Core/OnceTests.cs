using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class OnceTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void One_does_it_and_all_get_the_result()
    {
        using IpcOnce target = IpcOnce.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        using PeerProcess other = PeerProcess.Opening(target);
        Assert.Equal(IpcOnceResult.Begun, target.TryBegin(s_long));
        Assert.Equal("TimedOut", peer.Ask("begin 0"));
        peer.Tell("begin forever");
        other.TellAndSleep("begin forever", Words.Of(target));
        Assert.False(target.IsDone);
        target.Complete(new byte[] { 65, 66 });
        peer.Expect("Done");
        other.Expect("Done");
        Assert.Equal("AB", peer.Ask("result"));
        Assert.Equal(IpcOnceResult.Done, target.TryBegin(TimeSpan.Zero));
        Assert.Equal("error NotOwner", peer.Ask("finish x"));
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("close")]
    [InlineData("give-up")]
    public void The_next_one_does_it_when_it_was_not_done(string end)
    {
        using IpcOnce target = IpcOnce.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Begun", peer.Ask("begin 5"));
        Task<IpcOnceResult> next = Eventually.Start(() =>
        {
            IpcOnceResult result = target.TryBegin(s_long);
            target.Complete([]);
            return result;
        });
        Words.AwaitSleeper(Words.Of(target));
        if (end == "kill")
        {
            peer.Kill();
        }
        else
        {
            Assert.Equal("ok", peer.Ask(end));
        }

        Assert.Equal(IpcOnceResult.Begun, Eventually.Result(next));
        Assert.Empty(target.GetResult());
    }

    [Fact]
    public void Only_who_has_begun_it_completes_it_and_not_within_itself()
    {
        using IpcOnce target = IpcOnce.Create();
        Assert.Equal(IpcError.Empty, Eventually.ErrorOf(() => target.GetResult()));
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Complete([1])));
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(target.GiveUp));
        target.TryBegin(TimeSpan.Zero);
        Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => target.TryBegin(s_long)));
        target.GiveUp();
        Assert.Equal(IpcOnceResult.Begun, target.TryBegin(TimeSpan.Zero));
    }

    [Fact]
    public void A_large_result_arrives_whole_and_a_damaged_one_is_told()
    {
        byte[] bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        using IpcOnce target = IpcOnce.Create();
        target.TryBegin(TimeSpan.Zero);
        target.Complete(bytes);
        Assert.Equal(bytes, target.GetResult());
        target.Region.Long(2080).Value = 5_000_000;
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => target.GetResult()));
    }
}
