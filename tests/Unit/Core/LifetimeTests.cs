using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class LifetimeTests
{
    [Fact]
    public void Names_that_are_taken_or_unknown_are_errors()
    {
        using IpcLock made = IpcLock.Create("taken");
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create("taken")));
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcQueue.Create(name: "TAKEN")));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcLock.Open("unknown")));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcLock.Open(IpcName.NewAnonymousId())));
    }

    [Fact]
    public void Another_kind_is_an_error_here_and_in_another_process()
    {
        using IpcLock made = IpcLock.Create("a-lock");
        Assert.Equal(IpcError.KindMismatch, Eventually.ErrorOf(() => IpcQueue.Open("a-lock")));
        using PeerProcess peer = PeerProcess.Start();
        Assert.Equal("error KindMismatch", peer.Ask("open queue a-lock"));
        Assert.Equal("ok", peer.Ask("open lock a-lock"));
    }

    [Fact]
    public void The_parameter_that_differs_is_named()
    {
        using IpcQueue queue = IpcQueue.Create(5, "q");
        using IpcArray array = IpcArray.Create(typeof(int), 3, name: "a");
        Assert.Equal("Capacity", Differs(() => IpcQueue.CreateOrOpen("q", 6)));
        Assert.Equal("Persistent", Differs(() => IpcQueue.CreateOrOpen("q", 5, persistent: true)));
        Assert.Equal("Type", Differs(() => IpcArray.CreateOrOpen("a", typeof(long), 3)));
        Assert.Equal("Length", Differs(() => IpcArray.CreateOrOpen("a", typeof(int), 4)));
        Assert.Equal("NoLock", Differs(() => IpcArray.CreateOrOpen("a", typeof(int), 3, noLock: true)));
        using IpcQueue same = IpcQueue.CreateOrOpen("q", 5);
        Assert.Equal(queue.Region.Instance, same.Region.Instance);
    }

    [Fact]
    public void A_parameter_of_every_kind_is_checked()
    {
        using IpcLock l = IpcLock.Create("p-lock");
        using IpcSemaphore s = IpcSemaphore.Create(1, 2, "p-semaphore");
        using IpcEvent e = IpcEvent.Create(name: "p-event");
        using IpcBarrier b = IpcBarrier.Create(2, "p-barrier");
        using IpcValue v = IpcValue.Create(1, "p-value");
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(name: "p-pipe");
        using IpcPipe _ = left, __ = right;
        using IpcReaderWriterLock rw = IpcReaderWriterLock.Create("p-reader-writer");
        Assert.Equal("Recursive", Differs(() => IpcLock.CreateOrOpen("p-lock", recursive: true)));
        Assert.Equal("Recursive", Differs(() => IpcReaderWriterLock.CreateOrOpen("p-reader-writer", recursive: true)));
        Assert.Equal("InitialCount", Differs(() => IpcSemaphore.CreateOrOpen("p-semaphore", 2, 2)));
        Assert.Equal("MaximumCount", Differs(() => IpcSemaphore.CreateOrOpen("p-semaphore", 1, 3)));
        Assert.Equal("Signal", Differs(() => IpcSemaphore.CreateOrOpen("p-semaphore", 1, 2, signal: true)));
        Assert.Equal("AutoReset", Differs(() => IpcEvent.CreateOrOpen("p-event", autoReset: true)));
        using IpcCountdown c = IpcCountdown.Create(2, "p-countdown");
        using IpcRateLimit r = IpcRateLimit.Create(2, TimeSpan.FromSeconds(1), "p-rate");
        Assert.Equal("Count", Differs(() => IpcRateLimit.CreateOrOpen("p-rate", 3, TimeSpan.FromSeconds(1))));
        Assert.Equal("Per", Differs(() => IpcRateLimit.CreateOrOpen("p-rate", 2, TimeSpan.FromSeconds(2))));
        Assert.Equal("InitialCount", Differs(() => IpcCountdown.CreateOrOpen("p-countdown", 3)));
        Assert.Equal("ParticipantCount", Differs(() => IpcBarrier.CreateOrOpen("p-barrier", 3)));
        Assert.Equal("Timeout", Differs(() => IpcBarrier.CreateOrOpen("p-barrier", 2, timeout: TimeSpan.Zero)));
        Assert.Equal("Action", Differs(() => IpcBarrier.CreateOrOpen("p-barrier", 2, action: new byte[] { 1 })));
        Assert.Equal("Type", Differs(() => IpcValue.CreateOrOpen("p-value", 1L)));
        Assert.Equal("BufferSize", Differs(() => IpcPipe.CreateOrOpen("p-pipe", 100)));
        Assert.Equal("OneWay", Differs(() => IpcPipe.CreateOrOpen("p-pipe", oneWay: true)));
    }

    [Fact]
    public void All_handles_of_a_process_are_one_participant()
    {
        using IpcLock first = IpcLock.Create("shared");
        using IpcLock second = IpcLock.Open("shared");
        Assert.Same(first.Region, second.Region);
        Assert.Equal(1, first.Region.CountParticipants());
        first.Close();
        Assert.True(second.TryEnter());
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => first.TryEnter()));
    }

    [Fact]
    public void The_last_close_ends_an_object_and_frees_its_name()
    {
        IpcLock first = IpcLock.Create("ends");
        string path = first.Region.Path;
        using PeerProcess peer = PeerProcess.Opening(first);
        first.Close();
        first.Close();
        Assert.True(File.Exists(path));
        Assert.Equal("ok", peer.Ask("close"));
        Assert.False(File.Exists(path));
        using IpcQueue again = IpcQueue.Create(name: "ends");
    }

    [Fact]
    public void A_handle_that_nobody_keeps_is_closed_when_it_is_collected()
    {
        string path = MakeAndDrop();
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !File.Exists(path);
            },
            "the object is closed");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static string MakeAndDrop() => IpcQueue.Create().Region.Path;
    }

    [Fact]
    public void A_persistent_object_stays_with_what_it_holds_until_it_is_removed()
    {
        using PeerProcess peer = PeerProcess.Start();
        Assert.Equal("ok", peer.Ask("create persistent-queue stays"));
        Assert.Equal("Sent", peer.Ask("send 100 42 1"));
        Assert.Equal(0, peer.End());
        using PeerProcess other = PeerProcess.Start();
        Assert.Equal("ok", other.Ask("open queue stays"));
        Assert.Equal("Received 42 100", other.Ask("receive 1"));
        Assert.Equal("ok", other.Ask("remove"));
        Assert.Equal("error NotFound", other.Ask("receive 1"));
        Assert.False(File.Exists(Path.Combine(TestHome.Path, "stays")));
    }

    [Fact]
    public void After_a_removal_the_name_is_free_and_the_old_object_stays_removed()
    {
        using IpcLock old = IpcLock.Create("again");
        IpcReference reference = old.GetReference();
        old.Remove();
        old.Remove();
        Assert.True(old.IsRemoved);
        using IpcLock young = IpcLock.Create("again");
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => old.TryEnter()));
        Assert.True(young.TryEnter());
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcObject.Open(reference)));
        old.Close();
        Assert.True(File.Exists(young.Region.Path));
    }

    [Fact]
    public void A_reference_opens_the_same_object_of_every_kind()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        IpcObject[] all =
        [
            IpcQueue.Create(), left, right, IpcValue.Create(1.5), IpcArray.Create(typeof(byte), 3), IpcMemory.Create(3),
            IpcLock.Create(), IpcSemaphore.Create(), IpcEvent.Create(), IpcBarrier.Create(2), IpcCondition.Create(),
            IpcReaderWriterLock.Create(), IpcOnce.Create(), IpcListener.Create(), IpcSet.Create(), IpcBroadcast.Create(), IpcCountdown.Create(2),
            IpcRateLimit.Create(2, TimeSpan.FromSeconds(1)),
        ];
        foreach (IpcObject target in all)
        {
            using IpcObject opened = IpcObject.Open(target.GetReference());
            Assert.Equal(target.GetType(), opened.GetType());
            Assert.Equal(target.Id, opened.Id);
            Assert.Same(target.Region, opened.Region);
        }

        Assert.All(all, target => target.Dispose());
    }

    [Fact]
    public void An_object_whose_remover_died_before_the_file_was_gone_is_gone_all_the_same()
    {
        foreach (bool persistent in new[] { false, true })
        {
            string path;
            using (IpcLock made = IpcLock.Create("half", persistent: persistent))
            {
                path = made.Region.Path;
                File.Copy(path, path + ".copy");
            }

            File.Delete(path);
            byte[] page = File.ReadAllBytes(path + ".copy");
            page[RegionLayout.StateAt] = (byte)RegionState.Removed;
            File.WriteAllBytes(path, page);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path + ".copy");
            using IpcLock young = IpcLock.CreateOrOpen("half");
            Assert.True(young.TryEnter());
        }
    }

    [Fact]
    public void Many_objects_made_and_closed_need_neither_descriptors_nor_address_space()
    {
        for (int i = 0; i < 4000; i++)
        {
            using IpcQueue queue = IpcQueue.Create();
            queue.TrySendBytes([1, 2, 3], TimeSpan.Zero);
        }
    }

    [Fact]
    public void A_removed_queue_gives_its_memory_back_at_once()
    {
        IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes(new byte[1 << 20], TimeSpan.Zero);
        using FileStream file = new(queue.Region.Path, FileMode.Open);
        Assert.True(file.Length > 1 << 20);
        queue.Close();
        Assert.Equal(RegionLayout.Data, file.Length);
    }

    [Fact]
    public async Task Making_and_opening_by_many_threads_always_ends_with_the_object()
    {
        Task[] tasks = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                using IpcLock opened = IpcLock.CreateOrOpen("contended");
                opened.Enter();
                opened.Exit();
            }
        }))];
        await Task.WhenAll(tasks).WaitAsync(Eventually.Watchdog);
    }

    [Fact]
    public void A_queue_can_be_opened_while_it_grows()
    {
        using IpcQueue queue = IpcQueue.Create();
        using CancellationTokenSource enough = new();
        Task<bool> sender = Eventually.Start(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                queue.TrySendBytes(new byte[100_000], TimeSpan.Zero);
                if (queue.Count > 2000)
                {
                    queue.Clear();
                }
            }

            return true;
        });
        byte[] head = new byte[RegionLayout.PageSize];
        for (int i = 0; i < 3000; i++)
        {
            using RegionFile file = RegionFile.Open(queue.Region.Path)!;
            Assert.Null(Region.ReadHead(file, queue.Region.Path, head, out _));
        }

        enough.Cancel();
        Assert.True(Eventually.Result(sender));
    }

    private static string Differs(Func<object> open)
    {
        IpcException e = Assert.Throws<IpcException>(() => open());
        Assert.Equal(IpcError.FormatMismatch, e.Error);
        string[] names = ["Capacity", "Persistent", "Type", "Length", "NoLock", "Recursive", "InitialCount", "MaximumCount", "Signal", "AutoReset", "ParticipantCount", "Timeout", "Action", "Count", "Per", "BufferSize", "OneWay"];
        return names.Single(name => e.Message.Contains($"another {name}.", StringComparison.Ordinal));
    }
}
