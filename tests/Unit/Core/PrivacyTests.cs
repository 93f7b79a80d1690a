using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// What another user of the machine can do to the owner's objects, as real processes of that user try it: nothing.
/// </summary>
public sealed class PrivacyTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int Owner = 60_001;

    private readonly string _name = "private-" + Guid.NewGuid().ToString("N");

    public static TheoryData<string, string> Attempts => new()
    {
        { "list the objects", "ls \"$1\"" },
        { "enter the folder", "env -C \"$1\" true" },
        { "look at an object", "stat \"$1/$2\"" },
        { "read an object", "cat \"$1/$2\"" },
        { "write to an object", "printf x >>\"$1/$2\"" },
        { "truncate an object", "truncate -s 0 \"$1/$2\"" },
        { "remove an object", "rm -f \"$1/$2\"" },
        { "rename an object", "mv \"$1/$2\" \"$1/other\"" },
        { "take it elsewhere", "ln \"$1/$2\" /dev/shm/ipc-taken-$$" },
        { "plant an object", "touch \"$1/planted\"" },
        { "plant a link", "ln -s /etc/passwd \"$1/planted\"" },
        { "plant a pipe", "mkfifo \"$1/planted\"" },
        { "remove the folder", "rm -rf \"$1\"" },
        { "rename the folder", "mv \"$1\" \"$1-moved\"" },
        { "put another folder in its place", "d=$(mktemp -d); mv -T $d \"$1\"; r=$?; rm -rf $d; exit $r" },
        { "open the folder to all", "chmod 777 \"$1\"" },
        { "lock the folder", "exec 9<\"$1\" && flock -n 9" },
        { "lock an object", "exec 9<>\"$1/$2\" && flock -n 9" },
        { "see what it has mapped", "cat /proc/$3/map_files/*" },
        { "reach in through its descriptors", "ls /proc/$3/fd/" },
        { "read its environment", "cat /proc/$3/environ" },
        { "kill it", "kill -9 $3" },
        { "pause it", "kill -STOP $3" },
    };

    [SkippableTheory]
    [MemberData(nameof(Attempts))]
    public void A_stranger_cannot(string what, string line)
    {
        using OtherUser stranger = OtherUser.Become();
        using IpcQueue queue = IpcQueue.Create(name: _name);
        Assert.Equal((0, "fine\n"), stranger.Shell("echo fine"));

        (int exitCode, string text) = stranger.Shell(line, TestHome.Path, _name, $"{Environment.ProcessId}");

        Assert.True(exitCode != 0, $"A stranger could {what}: {text}");
        Assert.True(
            text.Contains("ermi", StringComparison.Ordinal), // Permission denied, Operation not permitted
            $"It failed for another reason: {text}");
        Assert.Equal(Private, File.GetUnixFileMode(TestHome.Path));
        Assert.True(File.Exists(queue.Region.Path));
        Assert.False(Path.Exists(Path.Combine(TestHome.Path, "planted")));
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
    }

    [SkippableFact]
    public void With_what_is_their_own_they_can_do_each_of_these()
    {
        // The control: an attempt that fails here fails for a reason of its own and shows nothing.
        using OtherUser stranger = OtherUser.Become();
        string place = stranger.MakeFolder($"/dev/shm/ipc-user-{Guid.NewGuid():N}");
        foreach (string line in ((IEnumerable<object[]>)Attempts).Select(row => (string)row[1]).Where(line => !line.Contains("$3", StringComparison.Ordinal)))
        {
            const string Fresh = "rm -rf \"$1\" \"$1-moved\" && mkdir \"$1\" && touch \"$1/$2\"";
            string attempt = line.StartsWith("d=", StringComparison.Ordinal) ? line.Replace("mktemp -d", "mktemp -dp /dev/shm", StringComparison.Ordinal).Insert(0, "rm -r \"$1\"; ") : line;
            (int exitCode, string text) = stranger.Shell($"{Fresh} && {{ {attempt}; }}", place + "/home", "object");
            Assert.True(exitCode == 0, $"{line}: {text}");
        }

        stranger.Shell("rm -f /dev/shm/ipc-taken-*");
    }

    [SkippableFact]
    public void The_module_of_a_stranger_is_refused_as_well()
    {
        using OtherUser stranger = OtherUser.Become();
        using IpcQueue queue = IpcQueue.Create(name: _name);
        using PeerProcess peer = stranger.Start(TestHome.Path);
        foreach (string command in new[] { $"open queue {queue.Id}", "open queue other", $"create lock {queue.Id}", "create lock mine", "list" })
        {
            Assert.Equal("error AccessDenied", peer.Ask(command));
        }
    }

    [SkippableFact]
    public void What_each_user_has_stands_in_a_folder_of_their_own()
    {
        using OtherUser owner = OtherUser.Become(Owner);
        using OtherUser stranger = OtherUser.Become();
        owner.MakeFolder($"/dev/shm/ipc-{Owner}");
        stranger.MakeFolder($"/dev/shm/ipc-{OtherUser.Stranger}");
        using PeerProcess one = owner.Start(null);
        using PeerProcess other = stranger.Start(null);
        Assert.Equal("ok", one.Ask("create lock same"));
        Assert.Equal("", other.Ask("list"));
        Assert.Equal("error NotFound", other.Ask("open lock same"));
        Assert.Equal("ok", other.Ask("create lock same"));
        Assert.Equal("Entered", one.Ask("enter 0"));
        Assert.Equal("Entered", other.Ask("enter 0"));
        Assert.Equal("same", one.Ask("list"));
    }

    public static TheoryData<string, string> Plants => new()
    {
        { "a closed folder", "mkdir -m 700 \"$1\"" },
        { "an open folder", "mkdir -m 777 \"$1\"" },
        { "an open, sticky folder", "mkdir -m 1777 \"$1\"" },
        { "a folder with objects in it", "mkdir -m 755 \"$1\" && head -c 36864 /dev/zero >\"$1/q\"" },
        { "a link to a folder", "ln -s \"$2\" \"$1\"" },
        { "a link to nothing", "ln -s /nowhere \"$1\"" },
        { "a file", "touch \"$1\"" },
        { "a pipe", "mkfifo \"$1\"" },
    };

    [SkippableTheory]
    [MemberData(nameof(Plants))]
    public void What_a_stranger_planted_is_not_trusted_and_the_owner_is_told_what_to_do(string what, string line)
    {
        using OtherUser owner = OtherUser.Become(Owner);
        using OtherUser stranger = OtherUser.Become();
        string own = owner.MakeFolder();
        string place = $"/dev/shm/ipc-{Owner}";
        Assert.Equal((0, ""), stranger.Shell(line, place, own));
        try
        {
            using PeerProcess peer = owner.Start(null);
            foreach (string command in new[] { "create queue q", "open queue q", "list" })
            {
                Assert.True(peer.Ask(command) == "error AccessDenied", $"The owner trusts {what}.");
                string told = peer.Ask("why");
                Assert.Contains($"'{place}'", told, StringComparison.Ordinal);
                Assert.Contains("$env:IPC_HOME = '", told, StringComparison.Ordinal);
            }

            using PeerProcess advised = owner.Start(own + "/mine");
            Assert.Equal("ok", advised.Ask("create queue q"));
        }
        finally
        {
            Assert.Equal((0, ""), stranger.Shell("rm -rf \"$1\"", place));
        }
    }

    [SkippableFact]
    public void The_owner_is_told_whose_folder_it_is()
    {
        using OtherUser owner = OtherUser.Become(Owner);
        using OtherUser stranger = OtherUser.Become();
        string theirs = stranger.MakeFolder(); // Closed, so that it can't even be opened.
        using PeerProcess peer = owner.Start(theirs);
        Assert.Equal("error AccessDenied", peer.Ask("list"));
        Assert.Contains($"belongs to user {OtherUser.Stranger}", peer.Ask("why"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_folder_planted_in_place_of_one_that_was_removed_is_not_trusted()
    {
        using OtherUser owner = OtherUser.Become(Owner);
        using OtherUser stranger = OtherUser.Become();
        string parent = owner.MakeFolder();
        File.SetUnixFileMode(parent, (UnixFileMode)0x3FF); // 1777, as /dev/shm
        string home = parent + "/home";
        using PeerProcess peer = owner.Start(home);
        Assert.Equal("ok", peer.Ask("create queue q"));
        Assert.Equal((0, ""), owner.Shell("rm -rf \"$1\"", home));
        Assert.Equal((0, ""), stranger.Shell("mkdir -m 777 \"$1\"", home));
        Assert.Equal("error AccessDenied", peer.Ask("create queue q2"));
        Assert.Equal("error AccessDenied", peer.Ask("list"));

        // A lock on it must not keep the owner from leaving either.
        string pid = stranger.Shell("flock \"$1\" sleep 100 >/dev/null 2>&1 & echo $!", home).Text.Trim();
        try
        {
            Eventually.True(() => stranger.Shell("flock -n \"$1\" true", home).ExitCode != 0, "the folder is locked");
            Assert.Equal("ok", peer.Ask("close"));
            Assert.Equal("", stranger.Shell("ls \"$1\"", home).Text);
        }
        finally
        {
            stranger.Shell("pkill -P $1; kill $1; rm -rf \"$2\"", pid, home);
        }
    }

    [Fact]
    public void A_folder_that_was_removed_is_made_again()
    {
        string home = Directory.CreateTempSubdirectory("ipc-gone-").FullName;
        using PeerProcess peer = PeerProcess.Through(["env"], new Dictionary<string, string?> { ["IPC_HOME"] = home });
        Assert.Equal("ok", peer.Ask("create queue q"));
        Directory.Delete(home, recursive: true);
        Assert.Equal("ok", peer.Ask("create queue q"));
        Assert.True(File.Exists(home + "/q"));
        Assert.Equal("ok", peer.Ask("close"));
        Directory.Delete(home);
    }

    public static TheoryData<string, int, bool> Parents => new()
    {
        { "the owner's, closed", 0x1C0, true },
        { "the owner's, readable", 0x1ED, true },
        { "the owner's, open to all but sticky", 0x3FF, true },
        { "the owner's, open to all", 0x1FF, false },
        { "the owner's, open to a group", 0x1F8, false },
    };

    [Theory]
    [MemberData(nameof(Parents))]
    public void Nobody_else_may_exchange_a_folder_on_the_way(string what, int mode, bool isSafe)
    {
        string parent = Directory.CreateTempSubdirectory("ipc-way-").FullName;
        try
        {
            Directory.CreateDirectory(parent + "/between/home", Private);
            File.SetUnixFileMode(parent, (UnixFileMode)mode);
            Assert.True(
                isSafe ? Eventually.ErrorOf(() => RegionFolder.Open(parent + "/between/home")) is null
                : Eventually.ErrorOf(() => RegionFolder.Open(parent + "/between/home")) == IpcError.AccessDenied,
                what);
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [SkippableFact]
    public void A_folder_or_link_of_a_stranger_on_the_way_is_not_trusted()
    {
        using OtherUser stranger = OtherUser.Become();
        string theirs = stranger.MakeFolder(mode: Private | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string mine = Directory.CreateTempSubdirectory("ipc-way-").FullName;
        try
        {
            Directory.CreateDirectory(theirs + "/home", Private);
            Directory.CreateDirectory(mine + "/home", Private);
            Assert.Equal((0, ""), stranger.Shell("ln -s \"$1\" \"$2/link\"", mine, theirs));
            Directory.CreateSymbolicLink(mine + "/out", theirs);
            Directory.CreateSymbolicLink(mine + "/here", mine);
            Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(theirs + "/home")));
            Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(theirs + "/link/home")));
            Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(mine + "/out/home")));
            Assert.Null(Eventually.ErrorOf(() => RegionFolder.Open(mine + "/here/home")));
        }
        finally
        {
            Directory.Delete(mine, recursive: true);
        }
    }

    [SkippableFact]
    public void A_file_of_another_user_in_the_folder_is_no_object()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can give a file to somebody else.");
        using (IpcQueue made = IpcQueue.Create(name: "foreign", persistent: true))
        {
        }

        string path = Path.Combine(TestHome.Path, "foreign");
        Assert.Equal(0, FileOwner.Change(path, OtherUser.Stranger));
        try
        {
            Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => IpcQueue.Open("foreign")));
            Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcQueue.Create(name: "foreign")));
            Leftovers.Sweep(RegionFolder.Default);
            IpcObjectInfo found = IpcObjectInfo.List().Single(info => info.Id == "foreign");
            Assert.Equal((IpcObjectState.Damaged, IpcError.AccessDenied), (found.State, found.Problem!.Error));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_second_name_of_an_object_opens_nothing()
    {
        using IpcQueue made = IpcQueue.Create(name: "one-name");
        string second = Path.Combine(TestHome.Path, "second-name");
        Assert.Equal(0, Libc.linkat(Libc.AT_FDCWD, made.Region.Path, Libc.AT_FDCWD, second, 0));
        try
        {
            using PeerProcess peer = PeerProcess.Start();
            Assert.Equal("error Corrupt", peer.Ask("open queue second-name"));
            Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcQueue.Create(name: "second-name")));
        }
        finally
        {
            File.Delete(second);
        }
    }
}
