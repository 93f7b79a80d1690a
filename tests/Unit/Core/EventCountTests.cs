using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class EventCountTests : IDisposable
{
    private const uint MaySleep = 1;
    private const uint Prepared = 2;

    private readonly IpcLock _home = IpcLock.Create();

    private Cell32 Word => _home.Region.Word(RegionLayout.PayloadAt + 1024);

    public void Dispose() => _home.Dispose();

    private void Write(uint value) => Word.Exchange(value);

    [Fact]
    public void Waking_nobody_changes_nothing()
    {
        EventCount.Wake(Word);
        EventCount.WakeAll(Word);
        Assert.Equal(0u, Word.Value);
    }

    [Fact]
    public void A_wake_up_between_preparing_and_sleeping_is_not_missed()
    {
        foreach (Action<Cell32> wake in new Action<Cell32>[] { word => EventCount.Wake(word), EventCount.WakeAll })
        {
            uint prepared = EventCount.Prepare(Word);
            Assert.Equal(MaySleep | Prepared, prepared & 3);
            wake(Word);
            Assert.NotEqual(prepared, Word.Value);
            Task<bool> sleeper = Eventually.Start(() =>
            {
                EventCount.Sleep(Word, prepared, Deadline.Never);
                return true;
            });
            Assert.True(Eventually.Result(sleeper));
            Assert.Equal(0u, Word.Value & MaySleep);
        }
    }

    [Fact]
    public void Who_prepares_after_a_wake_up_never_sleeps_on_what_its_waker_may_take_back()
    {
        // The waker's state between finding nobody and taking bit 0 back: counted, without the mark of the prepared.
        EventCount.Prepare(Word);
        uint seen = (Word.Value & ~Prepared) + 4;
        Write(seen);
        uint prepared = EventCount.Prepare(Word);
        Assert.NotEqual(seen, prepared);
        Assert.False(Word.TrySet(seen, seen + 3));
    }

    [Fact]
    public void What_a_waker_that_died_half_way_left_is_woken_by_the_next()
    {
        foreach (Action<Cell32> wake in new Action<Cell32>[] { word => EventCount.Wake(word), EventCount.WakeAll })
        {
            Write(0); // Or the sleeper of the last round would be taken for the one of this.
            Task<bool> sleeper = Eventually.Start(() =>
            {
                EventCount.Sleep(Word, EventCount.Prepare(Word), Deadline.Never);
                return true;
            });
            Words.AwaitSleeper(Word);
            Write((Word.Value & ~Prepared) + 4); // Counted, and killed before the call that wakes.
            wake(Word);
            Assert.True(Eventually.Result(sleeper));
        }
    }

    [Fact]
    public async Task No_wake_up_is_ever_lost_between_many_sleepers_and_wakers()
    {
        // Tokens are taken by sleepers and given by wakers; each gives one wake-up for one token, as a queue does.
        const int Each = 20_000;
        int tokens = 0;
        Task[] takers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    while (true)
                    {
                        uint prepared = EventCount.Prepare(Word);
                        if (TryTake())
                        {
                            break;
                        }

                        EventCount.Sleep(Word, prepared, Deadline.Never);
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        Task[] givers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    Interlocked.Increment(ref tokens);
                    EventCount.Wake(Word);
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll([.. takers, .. givers]).WaitAsync(Eventually.Watchdog);

        bool TryTake()
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref tokens);
                if (seen == 0)
                {
                    return false;
                }
            }
            while (Interlocked.CompareExchange(ref tokens, seen - 1, seen) != seen);

            return true;
        }
    }
}
