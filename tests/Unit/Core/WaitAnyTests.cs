using System.Runtime.InteropServices;
using Ipc.Platform;
using Ipc.Platform.Linux;
using Ipc.Platform.Portable;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Waiting for whichever of several comes first.</summary>
public sealed class WaitAnyTests
{
    public static TheoryData<string, int> Strategies => new()
    {
        { "futex", 2 }, { "futex", 128 }, { "futex", 129 }, { "futex", 300 }, { "futex-single", 2 }, { "futex-single", 40 }, { "backoff", 300 },
    };

    [Theory]
    [MemberData(nameof(Strategies))]
    public unsafe void Whichever_word_changes_ends_the_sleep(string name, int count)
    {
        IWaitStrategy strategy = SystemChoice.SelectWaitStrategy(name);
        foreach (int which in new[] { 0, count / 2, count - 1 })
        {
            using SharedWords words = new(count);
            using ManualResetEventSlim ended = new();
            Thread sleeper = BackgroundThread.Start(
                () =>
                {
                    while (!words.HaveChanged)
                    {
                        strategy.WaitAny(words.Places, Timeout.InfiniteTimeSpan);
                    }

                    ended.Set();
                },
                "sleeper");
            Assert.False(ended.Wait(50)); // Not a matter of time: nothing has changed.
            words.Change(which);
            strategy.Wake(words.Address(which), 1);
            Assert.True(ended.Wait(Eventually.Watchdog));
            sleeper.Join();
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_word_that_has_changed_already_is_not_slept_on(string name, int count)
    {
        IWaitStrategy strategy = SystemChoice.SelectWaitStrategy(name);
        using SharedWords words = new(count);
        WaitPlace[] places = words.Places;
        words.Change(count - 1);
        strategy.WaitAny(places, Timeout.InfiniteTimeSpan);
        strategy.WaitAny(words.Places, TimeSpan.FromMilliseconds(1));
        strategy.WaitAny(words.Places, TimeSpan.Zero);
    }

    [Fact]
    public void What_is_ready_is_told_and_nothing_is_taken()
    {
        using IpcQueue empty = IpcQueue.Create();
        using IpcQueue full = IpcQueue.Create();
        using IpcEvent set = IpcEvent.Create(set: true, autoReset: true);
        using IpcLock free = IpcLock.Create();
        using IpcSemaphore none = IpcSemaphore.Create(0);
        full.TrySendBytes([1], TimeSpan.Zero);
        IReadOnlyList<IpcReady> ready = IpcWait.Any([empty, full, set, free, none], TimeSpan.Zero);
        Assert.Equal([1, 2, 3], ready.Select(one => one.Index));
        Assert.Equal((1, true, false), (full.Count, set.IsSet, free.IsHeld));
        Assert.Empty(IpcWait.Any([empty, none], TimeSpan.FromMilliseconds(1)));
        Assert.Null(IpcWait.TakeAny([empty, none], TimeSpan.Zero));
    }

    [Fact]
    public void What_is_taken_is_taken_from_one_in_turn()
    {
        IpcSemaphore[] all = [IpcSemaphore.Create(10), IpcSemaphore.Create(10), IpcSemaphore.Create(10)];
        int[] taken = new int[3];
        for (int i = 0; i < 30; i++)
        {
            taken[IpcWait.TakeAny(all, TimeSpan.Zero)!.Index]++;
        }

        Assert.Equal([10, 10, 10], taken);
        Assert.Null(IpcWait.TakeAny(all, TimeSpan.Zero));
        Assert.All(all, one => one.Dispose());
    }

    [Fact]
    public void Each_kind_is_taken_as_it_is_waited_for()
    {
        using IpcLock target = IpcLock.Create();
        Assert.NotNull(IpcWait.TakeAny([target], TimeSpan.Zero));
        Assert.True(target.IsHeldByMe);
        using IpcEvent signal = IpcEvent.Create(set: true, autoReset: true);
        Assert.NotNull(IpcWait.TakeAny([target, signal], TimeSpan.Zero));
        Assert.False(signal.IsSet);
        using IpcEvent stays = IpcEvent.Create(set: true);
        Assert.NotNull(IpcWait.TakeAny([target, stays], TimeSpan.Zero));
        Assert.True(stays.IsSet);
        using IpcValue value = IpcValue.Create(5);
        Assert.Same(value, IpcWait.TakeAny([target, value], TimeSpan.Zero)!.Source);
        Assert.True(value.IsHeldByMe);
        Assert.NotNull(IpcWait.TakeAny([value], TimeSpan.Zero, takes: one => one is IIpcChannel));
        value.Exit();
        Assert.False(value.IsHeldByMe);
        target.Exit();
    }

    [Fact]
    public void The_end_of_a_queue_or_pipe_makes_it_ready()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        queue.Complete();
        Assert.True(IpcWait.TakeAny([queue], Timeout.InfiniteTimeSpan)!.IsClosed);
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(encoding: new NumberEncoding());
        using (left)
        {
            Assert.Null(IpcWait.TakeAny([left], TimeSpan.Zero));
            right.Close();
            Assert.True(IpcWait.TakeAny([left], Timeout.InfiniteTimeSpan)!.IsClosed);
        }
    }

    [Fact]
    public async Task Another_process_ends_the_sleep_whichever_it_makes_ready()
    {
        using PeerProcess peer = PeerProcess.Start();
        using IpcQueue queue = IpcQueue.Create();
        using IpcEvent signal = IpcEvent.Create();
        using IpcSemaphore semaphore = IpcSemaphore.Create(0);
        IpcObject[] all = [queue, signal, semaphore];
        foreach ((IpcObject target, string command, int index) in new[] { (semaphore as IpcObject, "exit", 2), (signal, "signal", 1) })
        {
            Assert.Equal("ok", peer.Ask($"open {target.Kind.ToString().ToLowerInvariant()} {target.Id}"));
            Task<IpcReady?> waiting = Task.Factory.StartNew(
                () => IpcWait.TakeAny(all, Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
            Words.AwaitSleeper(Words.Of(target));
            Assert.Equal("ok", peer.Ask(command));
            Assert.Equal(index, (await waiting.WaitAsync(Eventually.Watchdog))!.Index);
        }
    }

    [Fact]
    public async Task A_holder_that_is_killed_frees_its_lock_for_who_waits_for_several()
    {
        using IpcLock target = IpcLock.Create();
        using IpcQueue queue = IpcQueue.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Entered", peer.Ask("enter 1"));
        Task<IpcReady?> waiting = Task.Factory.StartNew(
            () => IpcWait.TakeAny([queue, target], Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
        Words.AwaitSleeper(Words.Of(target));
        peer.Kill();
        IpcReady taken = (await waiting.WaitAsync(Eventually.Watchdog))!;
        Assert.Equal((1, true), (taken.Index, taken.WasAbandoned));
    }

    [Fact]
    public void A_lease_that_runs_out_makes_its_queue_ready()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        using IpcEvent never = IpcEvent.Create();
        queue.Send(5);
        queue.TryLeaseBytes(new System.Buffers.ArrayBufferWriter<byte>(), out _, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Same(queue, IpcWait.TakeAny([never, queue], Eventually.Watchdog)!.Source);
    }

    [Fact]
    public async Task A_removal_ends_the_wait_and_says_of_what()
    {
        using IpcQueue queue = IpcQueue.Create(name: "any-removed");
        using IpcEvent other = IpcEvent.Create();
        Task<IReadOnlyList<IpcReady>> waiting = Task.Factory.StartNew(
            () => IpcWait.Any([other, queue], Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
        Words.AwaitSleeper(Words.Of(queue));
        queue.Remove();
        IpcException error = await Assert.ThrowsAsync<IpcException>(() => waiting.WaitAsync(Eventually.Watchdog));
        Assert.Equal(IpcError.NotFound, error.Error);
        Assert.Contains("any-removed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_cancelled_and_takes_nothing_then()
    {
        using IpcQueue queue = IpcQueue.Create();
        using IpcEvent other = IpcEvent.Create();
        using CancellationTokenSource stop = new();
        Task<IpcReady?> waiting = Task.Factory.StartNew(
            () => IpcWait.TakeAny([other, queue], Timeout.InfiniteTimeSpan, null, stop.Token), TaskCreationOptions.LongRunning);
        Words.AwaitSleeper(Words.Of(queue));
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Eventually.Watchdog));
    }

    [Fact]
    public async Task Handles_and_tasks_of_this_process_are_waited_for_with_the_others()
    {
        using IpcQueue queue = IpcQueue.Create();
        using ManualResetEvent handle = new(false);
        TaskCompletionSource task = new();
        object[] all = [queue, handle, task.Task];
        Task<IReadOnlyList<IpcReady>> Begin() => Task.Factory.StartNew(
            () => IpcWait.Any(all, Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
        Task<IReadOnlyList<IpcReady>> waiting = Begin();
        Words.AwaitSleeper(Words.Of(queue));
        handle.Set();
        Assert.Same(handle, (await waiting.WaitAsync(Eventually.Watchdog)).Single().Source);
        handle.Reset();
        waiting = Begin();
        task.SetResult();
        Assert.Same(task.Task, (await waiting.WaitAsync(Eventually.Watchdog)).Single().Source);
    }

    [Fact]
    public void What_takes_part_while_it_waits_is_refused()
    {
        using IpcBarrier barrier = IpcBarrier.Create(2);
        using IpcCondition condition = IpcCondition.Create();
        using IpcValue bare = IpcValue.Create(1, noLock: true);
        Assert.All(
            new IpcObject[] { barrier, condition, bare },
            one => Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcWait.Any([one], TimeSpan.Zero))));
        Assert.Throws<ArgumentException>(() => IpcWait.Any(["text"], TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcWait.Any([], TimeSpan.Zero));
        IpcLock closed = IpcLock.Create();
        closed.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => IpcWait.Any([closed], TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_task_ends_when_its_object_is_ready()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        using IpcEvent signal = IpcEvent.Create();
        Task<object?> first = queue.ReceiveAsync();
        Task<object?> second = queue.ReceiveAsync();
        Task set = signal.AsTask();
        Words.AwaitSleeper(Words.Of(queue));
        queue.Send(5);
        queue.Send(6);
        object?[] both = await Task.WhenAll(first, second).WaitAsync(Eventually.Watchdog);
        Assert.Equal([5, 6], both.Order());
        Assert.False(set.IsCompleted);
        signal.Set();
        await set.WaitAsync(Eventually.Watchdog);

        using CancellationTokenSource stop = new();
        Task<object?> third = queue.ReceiveAsync(stop.Token);
        Task<object?> fourth = queue.ReceiveAsync();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WaitAsync(Eventually.Watchdog));
        queue.Complete();
        Assert.Equal(IpcError.Closed, (await Assert.ThrowsAsync<IpcException>(() => fourth.WaitAsync(Eventually.Watchdog))).Error);
    }

    [Fact]
    public async Task A_removed_object_ends_its_own_task_only()
    {
        using IpcEvent removed = IpcEvent.Create();
        using IpcEvent stays = IpcEvent.Create();
        Task one = removed.AsTask();
        Task other = stays.AsTask();
        Words.AwaitSleeper(Words.Of(removed));
        removed.Remove();
        Assert.Equal(IpcError.NotFound, (await Assert.ThrowsAsync<IpcException>(() => one.WaitAsync(Eventually.Watchdog))).Error);
        stays.Set();
        await other.WaitAsync(Eventually.Watchdog);
    }

    /// <summary>Words of this process, to sleep on.</summary>
    private sealed unsafe class SharedWords(int count) : IDisposable
    {
        private readonly uint* _words = (uint*)NativeMemory.AllocZeroed((nuint)count * 4);

        public WaitPlace[] Places
        {
            get
            {
                WaitPlace[] places = new WaitPlace[count];
                for (int i = 0; i < count; i++)
                {
                    places[i] = new WaitPlace(_words + i, 0);
                }

                return places;
            }
        }

        public bool HaveChanged
        {
            get
            {
                for (int i = 0; i < count; i++)
                {
                    if (Volatile.Read(ref _words[i]) != 0)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        public uint* Address(int index) => _words + index;

        public void Change(int index) => Volatile.Write(ref _words[index], 1);

        public void Dispose() => NativeMemory.Free(_words);
    }
}
