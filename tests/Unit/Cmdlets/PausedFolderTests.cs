using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Tests.Cmdlets;

/// <summary>A process is paused while it has the folder locked: nobody else waits for it past what they want to.</summary>
[Collection(nameof(PausedFolderTests))]
[CollectionDefinition(nameof(PausedFolderTests), DisableParallelization = true)]
public sealed class PausedFolderTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly string _name = $"paused-{Guid.NewGuid():N}";

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Remove_can_be_stopped_and_the_name_is_free_when_the_folder_is()
    {
        using IpcEvent made = IpcEvent.Create(name: _name);
        using (Lock())
        {
            using RunningScript removing = _shell.Begin("Remove-IpcObject $args[0]", _name);
            Until.True(() => made.IsRemoved, "it is removed");
            Assert.True(removing.IsRunning);
            removing.Stop();
        }

        Assert.Equal(IpcError.NotFound, Assert.Throws<IpcException>(() => IpcEvent.Open(_name)).Error);
        IpcEvent.Create(name: _name).Close();
    }

    [Fact]
    public void After_some_time_it_says_what_keeps_it()
    {
        using IpcEvent made = IpcEvent.Create(name: _name);
        using (Lock())
        {
            IpcException error = Assert.Throws<IpcException>(
                () => made.Region.Remove(Deadline.After(TimeSpan.FromMilliseconds(50)), CancellationToken.None));
            Assert.Equal(IpcError.Timeout, error.Error);
            Assert.Contains("locked", error.Message, StringComparison.Ordinal);
            Assert.True(made.IsRemoved);
        }
    }

    // As the other process has it: by an opening of its own.
    private static SafeFileHandle Lock()
    {
        SafeFileHandle folder = Libc.open(RegionFolder.Default.Path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        Assert.Equal(0, Libc.flock(folder, Libc.LOCK_EX));
        return folder;
    }
}
