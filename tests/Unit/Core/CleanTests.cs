using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// What killed processes left is cleared by the next that comes, and what the living or the paused hold is never
/// touched.
/// </summary>
public sealed class CleanTests : IDisposable
{
    // As a peer calls them, in one word. A listener is not kept when nobody listens.
    private static readonly string[] s_kinds = [.. Enum.GetNames<IpcKind>().Where(static name => name != nameof(IpcKind.Listener)).Select(name => name.ToLowerInvariant())];

    private readonly string _of = Guid.NewGuid().ToString("N")[..8];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("ipc-clean-");

    public static TheoryData<string> Kinds => [.. s_kinds];

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [MemberTurns(nameof(Kinds), 3, 0)]
    [Trait("Category", Turns.Category)]
    public void Listing_clears_what_the_dead_left_and_nothing_else(string kind)
    {
        PeerProcess[] peers = PeerProcess.Start(4);
        using PeerProcess killed = peers[0], keeper = peers[1], paused = peers[2], living = peers[3];
        Assert.Equal("ok", killed.Ask($"create {kind} {_of}-killed"));
        Assert.Equal("ok", keeper.Ask($"create persistent-{kind} {_of}-persistent"));
        Assert.Equal("ok", paused.Ask($"create {kind} {_of}-paused"));
        Assert.Equal("ok", living.Ask($"create {kind} {_of}-living"));
        Assert.Equal([$"{_of}-killed", $"{_of}-living", $"{_of}-paused", $"{_of}-persistent"], Found());
        killed.Kill();
        keeper.Kill();
        paused.Pause();

        Assert.Equal([$"{_of}-living", $"{_of}-paused", $"{_of}-persistent"], Found());
        Assert.Equal([$"{_of}-living", $"{_of}-paused", $"{_of}-persistent"], Files());

        paused.Continue();
        Assert.Equal("ok", paused.Ask("use"));
        Assert.Equal("ok", living.Ask("use"));
        using PeerProcess next = PeerProcess.Start();
        Assert.Equal("ok", next.Ask($"open {kind} {_of}-persistent left"));
        Assert.Equal("ok", next.Ask("remove"));
    }

    [Theory]
    [MemberTurns(nameof(Kinds), 3, 1)]
    [Trait("Category", Turns.Category)]
    public void The_first_object_that_a_process_makes_clears_what_the_dead_left(string kind)
    {
        // In a folder of its own, which no other test sweeps.
        string home = _home.FullName;
        using PeerProcess killed = In(home), paused = In(home), keeper = In(home), fresh = In(home), next = In(home);
        Assert.Equal("ok", killed.Ask($"create {kind} killed"));
        Assert.Equal("ok", keeper.Ask($"create persistent-{kind} persistent"));
        Assert.Equal("ok", paused.Ask($"create {kind} paused"));
        killed.Kill();
        keeper.Kill();
        paused.Pause();
        Assert.Equal(["killed", "paused", "persistent"], FilesIn(home));

        Assert.Equal("ok", fresh.Ask($"create {kind} first"));
        Assert.Equal(["first", "paused", "persistent"], FilesIn(home));

        paused.Continue();
        Assert.Equal("ok", paused.Ask("use"));
        Assert.Equal("ok", next.Ask($"open {kind} persistent left"));
        Assert.Equal("ok", next.Ask("remove"));
        Assert.Equal(0, fresh.End());
        Assert.Equal(0, paused.End());
        Assert.Empty(FilesIn(home));
    }

    [Theory]
    [MemberTurns(nameof(Kinds), 3, 2)]
    [Trait("Category", Turns.Category)]
    public void An_object_whose_maker_was_killed_lives_on_with_who_else_holds_it(string kind)
    {
        PeerProcess[] peers = PeerProcess.Start(2);
        using PeerProcess maker = peers[0], holder = peers[1];
        Assert.Equal("ok", maker.Ask($"create {kind} {_of}-shared"));
        Assert.Equal("ok", holder.Ask($"open {kind} {_of}-shared left"));
        maker.Kill();
        Leftovers.Sweep(RegionFolder.Default);
        Assert.Equal([$"{_of}-shared"], Found());
        Assert.Equal([holder.Pid], IpcObjectInfo.List().Single(info => info.Id == $"{_of}-shared").Holders);
        holder.Kill();
        Assert.Empty(Found());
        Assert.Empty(Files());
    }

    [Fact]
    public void Anonymous_objects_of_the_dead_are_cleared_too()
    {
        using PeerProcess peer = PeerProcess.Start();
        string path;
        using (IpcQueue queue = IpcQueue.Create())
        {
            peer.Open(queue);
            path = queue.Region.Path;
        }

        Leftovers.Sweep(RegionFolder.Default);
        Assert.True(File.Exists(path));
        peer.Kill();
        Leftovers.Sweep(RegionFolder.Default);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Who_cannot_look_robs_nobody()
    {
        // Without a descriptor left, the system cannot be asked whether the holder lives. That is no proof of its
        // death.
        using IpcLock target = IpcLock.Create();
        using PeerProcess poor = PeerProcess.Through(["sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"]);
        poor.Open(target);
        target.Enter();
        Assert.Equal("TimedOut", poor.Ask("enter 0"));
        Assert.Equal("ok", poor.Ask("exhaust"));
        Assert.Equal("TimedOut", poor.Ask("enter 0"));
        Assert.Equal("TimedOut", poor.Ask("enter 0.6"));
        target.Exit();
        Assert.Equal("Entered", poor.Ask("enter 0"));
    }

    private IEnumerable<string> Found() =>
        IpcObjectInfo.List().Select(info => info.Id).Where(id => id.StartsWith(_of, StringComparison.Ordinal));

    private IEnumerable<string> Files() =>
        FilesIn(TestHome.Path).Where(name => name.StartsWith(_of, StringComparison.Ordinal));

    private static PeerProcess In(string home) =>
        PeerProcess.Through(["env"], new Dictionary<string, string?> { ["IPC_HOME"] = home });

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
