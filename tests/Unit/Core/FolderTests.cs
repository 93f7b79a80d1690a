using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class FolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _place = Directory.CreateTempSubdirectory("ipc-folder-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void A_folder_is_made_closed_to_everybody_else()
    {
        RegionFolder folder = RegionFolder.Open(_place + "/new");
        Assert.Equal(Private, File.GetUnixFileMode(folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_folder_that_others_can_reach_is_refused(UnixFileMode open)
    {
        string path = _place + "/open";
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Private | open);
        Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(path)));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, true)]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.StickyBit, true)]
    [InlineData(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute, false)]
    public void Nobody_is_told_to_close_a_folder_that_is_not_ours_and_the_advice_helps(UnixFileMode open, bool inside)
    {
        string path = _place + "/shared";
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Private | open);
        string told = Assert.Throws<IpcException>(() => RegionFolder.Open(path)).Message;
        Assert.DoesNotContain("chmod", told, StringComparison.Ordinal);
        string advised = told.Split("$env:IPC_HOME = '")[1].Split('\'')[0];
        Assert.Equal(inside, advised.StartsWith(path + "/", StringComparison.Ordinal));
        if (inside)
        {
            Assert.Equal(advised, RegionFolder.Open(advised).Path);
        }

        // On the way to another one.
        if (!inside)
        {
            Directory.CreateDirectory(path + "/home", Private);
            told = Assert.Throws<IpcException>(() => RegionFolder.Open(path + "/home")).Message;
            Assert.Contains("others may exchange", told, StringComparison.Ordinal);
            Assert.DoesNotContain("chmod", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_link_to_a_folder_is_refused()
    {
        Directory.CreateDirectory(_place + "/real", Private);
        Directory.CreateSymbolicLink(_place + "/link", _place + "/real");
        Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(_place + "/link")));
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        File.WriteAllText(_place + "/file", "");
        Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(_place + "/file")));
    }

    [SkippableFact]
    public void A_folder_of_another_user_is_refused()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can give a folder to somebody else.");
        string path = _place + "/foreign";
        Directory.CreateDirectory(path, Private);
        Assert.Equal(0, FileOwner.Change(path, 12345));
        Assert.Equal(IpcError.AccessDenied, Eventually.ErrorOf(() => RegionFolder.Open(path)));
    }

    [Fact]
    public void Files_are_closed_to_everybody_else()
    {
        using IpcQueue queue = IpcQueue.Create();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(queue.Region.Path));
    }
}
