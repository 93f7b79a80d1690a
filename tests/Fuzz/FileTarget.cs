using Ipc.Regions;

namespace Ipc.Tests.Fuzz;

/// <summary>The opening of files that were changed, cut off or made longer, and the listing of what is there.</summary>
internal sealed class FileTarget : ITarget
{
    private const string Name = "fuzzed";

    private readonly List<(Func<IpcObject> Open, byte[] Bytes)> _files = [];
    private readonly string _path;

    public FileTarget()
    {
        using (IpcLock first = IpcLock.Create(Name))
        {
            _path = first.Region.Path;
        }

        Record(() => IpcLock.Create(Name, persistent: true), () => IpcLock.Open(Name));
        Record(
            () =>
            {
                IpcQueue queue = IpcQueue.Create(name: Name, persistent: true);
                queue.TrySendBytes(new byte[40_000], TimeSpan.Zero);
                return queue;
            },
            () => IpcQueue.Open(Name));
        Record(() => IpcPipe.Create(name: Name, persistent: true).Left, () => IpcPipe.Open(Name, IpcPipeEnd.Right));
        Record(() => IpcValue.Create(1.5, name: Name, persistent: true), () => IpcValue.Open(Name));
        Record(() => IpcArray.Create(typeof(long), 3000, name: Name, persistent: true), () => IpcArray.Open(Name));
        Record(() => IpcMemory.Create(5000, Name, true), () => IpcMemory.Open(Name));
        Record(() => IpcSemaphore.Create(2, 3, Name, true), () => IpcSemaphore.Open(Name));
        Record(() => IpcEvent.Create(name: Name, persistent: true), () => IpcEvent.Open(Name));
        Record(() => IpcBarrier.Create(2, Name, true), () => IpcBarrier.Open(Name));
        Record(() => IpcCondition.Create(Name, true), () => IpcCondition.Open(Name));
    }

    public bool Feed(Random random)
    {
        byte[] bytes = [.. _files[random.Next(_files.Count)].Bytes];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            // Mostly the header and the participants; whose number the mutex may not get by chance.
            int place = random.Next(3) == 0 ? random.Next(bytes.Length) : random.Next(RegionLayout.MutexAt);
            Mutation.Apply(random, place < RegionLayout.MutexAt ? bytes.AsSpan(0, RegionLayout.MutexAt) : bytes, place);
            bytes.AsSpan(RegionLayout.MutexAt, 8).Clear();
        }

        int length = random.Next(4) == 0 ? random.Next(bytes.Length + 5000) : bytes.Length;
        using (FileStream file = new(_path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(bytes, 0, Math.Min(length, bytes.Length));
            file.SetLength(length);
        }

        bool well = Open(_files[random.Next(_files.Count)].Open);
        if (random.Next(4) == 0)
        {
            IpcObjectInfo.List();
        }

        File.Delete(_path);
        return well;
    }

    public void Dispose() => File.Delete(_path);

    private void Record(Func<IpcObject> make, Func<IpcObject> open)
    {
        make().Close();
        _files.Add((open, File.ReadAllBytes(_path)));
        File.Delete(_path);
    }

    private static bool Open(Func<IpcObject> open)
    {
        try
        {
            using IpcObject opened = open();
            _ = opened switch
            {
                IpcQueue queue => queue.TrySendBytes([1], TimeSpan.Zero),
                IpcPipe pipe => pipe.TrySendBytes([1], TimeSpan.Zero),
                IpcLockable lockable => lockable.TryEnter(TimeSpan.Zero, 1) == IpcEnterResult.Entered,
                IpcSemaphore semaphore => semaphore.TryEnter(),
                IpcEvent target => target.TryWait(TimeSpan.Zero),
                _ => true,
            };
            return true;
        }
        catch (IpcException)
        {
            return false;
        }
    }
}
