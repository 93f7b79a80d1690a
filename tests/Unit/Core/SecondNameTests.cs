using Ipc.Platform.Linux;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Another name for the file of an object, or a copy of it: whoever came by that name would take part in what others
/// know by the first, and remove it for them.
/// </summary>
public sealed class SecondNameTests
{
    private readonly string _first = $"first-{Guid.NewGuid():N}";
    private readonly string _second = $"second-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_refused_listed_as_damaged_and_removed_by_itself(bool isLink)
    {
        using IpcQueue queue = IpcQueue.Create(name: _first);
        string path = Path.Combine(Path.GetDirectoryName(queue.Region.Path)!, _second);
        if (isLink)
        {
            Assert.Equal(0, Libc.linkat(Libc.AT_FDCWD, queue.Region.Path, Libc.AT_FDCWD, path, 0));
        }
        else
        {
            File.Copy(queue.Region.Path, path);
        }

        // Where it is open already, and where it is not.
        Assert.Equal(IpcError.Corrupt, Assert.Throws<IpcException>(() => IpcQueue.Open(_second)).Error);
        using (PeerProcess peer = PeerProcess.Start())
        {
            Assert.Equal("error Corrupt", peer.Ask($"open queue {_second}"));
        }

        Assert.Equal(IpcError.AlreadyExists, Assert.Throws<IpcException>(() => IpcQueue.Create(name: _second)).Error);
        Assert.Equal(IpcObjectState.InUse, Assert.Single(IpcObjectInfo.List(), info => info.Id == _first).State);
        IpcObjectInfo damaged = Assert.Single(IpcObjectInfo.List(), info => info.Id == _second);
        Assert.Equal(IpcObjectState.Damaged, damaged.State);
        Assert.Contains(_first, damaged.Problem!.Message, StringComparison.Ordinal);
        Assert.True(damaged.DeleteDamaged());
        Assert.False(File.Exists(path));
        Assert.False(queue.IsRemoved);
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
    }
}
