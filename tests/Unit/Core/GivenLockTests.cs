using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Conditions, values and arrays on a lock that there was already.</summary>
public sealed class GivenLockTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    public static TheoryData<string> Kinds => ["condition", "value", "array", "long array"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_entered_with_the_lock_in_every_process(string kind)
    {
        foreach (bool ofSet in (bool[])[false, true])
        {
            using IpcLock given = SomeLock.Make(ofSet);
            using IpcLockable target = Make(kind, given);
            using PeerProcess peer = PeerProcess.Opening(target);
            given.Enter();
            Assert.Equal((true, true, false), (target.IsHeld, target.IsHeldByMe, target.IsRecursive));
            Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(target.Enter));
            Assert.Equal("TimedOut", peer.Ask("enter 0"));
            target.Exit();
            Assert.False(given.IsHeld);
            Assert.Equal("Entered", peer.Ask("enter 0"));
            Assert.Equal(IpcEnterResult.TimedOut, given.TryEnter(TimeSpan.Zero));
            peer.Kill();
            Assert.Equal(IpcEnterResult.Abandoned, target.TryEnter(s_long));
            Assert.True(given.WasAbandoned);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_lock_lives_as_long_as_what_was_made_on_it_and_no_longer(string kind)
    {
        IpcLock given = IpcLock.Create();
        IpcLockable target = Make(kind, given);
        string path = given.Region.Path;
        IpcReference reference = target.GetReference();
        given.Close();
        Assert.True(File.Exists(path));
        target.Enter();
        target.Exit();
        using (PeerProcess peer = PeerProcess.Opening(target))
        {
            target.Close();
            Assert.Equal("Entered", peer.Ask("enter 0"));
            using IpcLockable again = (IpcLockable)IpcObject.Open(reference);
            Assert.Equal(IpcEnterResult.TimedOut, again.TryEnter(TimeSpan.Zero));
            Assert.Equal("ok", peer.Ask("exit"));
            Assert.Equal(IpcEnterResult.Entered, again.TryEnter(TimeSpan.Zero));
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_asks_for_it_with_another_lock_is_refused(string kind)
    {
        using IpcLock given = IpcLock.Create();
        using IpcLock other = IpcLock.Create();
        using IpcLockSet set = IpcLockSet.Create(3);
        string name = "given-" + Guid.NewGuid().ToString("N");
        using IpcLockable target = Make(kind, given, name);
        using (IpcLockable same = Make(kind, given, name, open: true))
        {
            Assert.Equal(target.Region.Instance, same.Region.Instance);
        }

        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => Make(kind, other, name, open: true)));
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => Make(kind, set[1], name, open: true)));
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => Make(kind, null, name, open: true)));
        target.Enter(); // Nobody has closed it.
        target.Exit();
    }

    [Fact]
    public void One_lock_of_a_set_is_not_another_one()
    {
        using IpcLockSet set = IpcLockSet.Create(3);
        string name = "given-" + Guid.NewGuid().ToString("N");
        using IpcLockable target = Make("value", set[1], name);
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => Make("value", set[2], name, open: true)));
        set[1].Enter();
        Assert.True(target.IsHeld);
        set[2].Enter();
        set[1].Exit();
        Assert.False(target.IsHeld);
    }

    [Fact]
    public void What_is_made_on_something_that_has_a_given_lock_is_made_on_that_lock()
    {
        using IpcLock given = IpcLock.Create();
        using IpcLockable value = Make("value", given);
        using IpcCondition condition = IpcCondition.Create(givenLock: value);
        given.Enter();
        Assert.True(condition.IsHeldByMe);
        using IpcValue own = IpcValue.Create(1);
        using IpcReaderWriterLock shared = IpcReaderWriterLock.Create();
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcCondition.Create(givenLock: own)));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcCondition.Create(givenLock: shared)));
    }

    [Fact]
    public void What_is_persistent_needs_a_lock_that_is()
    {
        using IpcLock given = IpcLock.Create();
        string name = "given-" + Guid.NewGuid().ToString("N");
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => IpcValue.Create(1, name, persistent: true, givenLock: given)));
        using IpcLock persistent = IpcLock.Create(name + "-lock", persistent: true);
        using (IpcValue value = IpcValue.Create(7, name, persistent: true, givenLock: persistent))
        {
            persistent.Close();
        }

        using IpcValue again = IpcValue.Open(name);
        Assert.Equal(7, again.GetValue());
        Assert.Equal(IpcEnterResult.Entered, again.TryEnter(s_long));
        again.Lock!.Remove();
        again.Remove();
    }

    [Fact]
    public void Once_the_lock_was_removed_it_cannot_be_entered_or_opened()
    {
        using IpcLock given = IpcLock.Create();
        using IpcLockable target = Make("value", given);
        IpcReference reference = target.GetReference();
        given.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(target.Enter));
        target.Close();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcObject.Open(reference)));
    }

    [Fact]
    public void Once_it_was_removed_itself_it_cannot_be_entered_though_the_lock_goes_on()
    {
        using IpcLock given = IpcLock.Create();
        using IpcLockable target = Make("value", given);
        target.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(target.Enter));
        Assert.Equal(IpcEnterResult.Entered, given.TryEnter(s_long));
    }

    [Fact]
    public void Two_conditions_on_one_lock_are_waited_for_and_notified_by_themselves()
    {
        using IpcLock given = IpcLock.Create();
        using IpcCondition first = IpcCondition.Create(givenLock: given);
        using IpcCondition second = IpcCondition.Create(givenLock: given);
        using PeerProcess waiter = PeerProcess.Opening(first);
        Assert.Equal("Entered", waiter.Ask("enter 5"));
        waiter.TellAndSleep("wait forever", Words.Of(first));
        given.Enter();
        second.NotifyAll();
        Assert.Equal(1, first.WaitingCount);
        first.Notify();
        Assert.False(waiter.HasAnswered);
        given.Exit();
        waiter.Expect("Notified");
        Assert.Equal(IpcEnterResult.TimedOut, given.TryEnter(TimeSpan.Zero));
        Assert.Equal("ok", waiter.Ask("exit"));
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => first.Wait()));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("cancelled")]
    [InlineData("late")]
    public void After_a_wait_the_lock_is_held_again_however_it_ended(string end)
    {
        using IpcLock given = IpcLock.Create(recursive: true);
        using IpcCondition condition = IpcCondition.Create(givenLock: given);
        using CancellationTokenSource cancel = new();
        using PeerProcess peer = PeerProcess.Opening(condition);
        Task<(IpcError?, bool)> waiting = Eventually.Start(() =>
        {
            given.Enter();
            given.Enter();
            IpcError? error = null;
            try
            {
                error = Eventually.ErrorOf(() => condition.TryWait(
                    end == "late" ? TimeSpan.FromMilliseconds(50) : Timeout.InfiniteTimeSpan, cancel.Token));
            }
            catch (OperationCanceledException)
            {
                error = IpcError.Timeout;
            }

            given.Exit();
            bool again = given.IsHeldByMe;
            given.Exit();
            return (error, again);
        });
        if (end != "late")
        {
            Words.AwaitSleeper(Words.Of(condition));
            (end == "removed" ? condition.Remove : (Action)cancel.Cancel)();
        }

        Assert.Equal((end == "removed" ? IpcError.NotFound : end == "cancelled" ? IpcError.Timeout : null, true), Eventually.Result(waiting));
        Assert.False(given.IsHeld);
    }

    [Fact]
    public void Who_looks_sees_which_lock_it_is()
    {
        using IpcLock given = IpcLock.Create("given-" + Guid.NewGuid().ToString("N"));
        using IpcLockable value = Make("value", given);
        using IpcLockable condition = Make("condition", given);
        given.Enter();
        foreach (IpcLockable target in new[] { value, condition })
        {
            IpcObjectInfo found = Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id);
            Assert.EndsWith($"lock '{given.Id}'", found.Details, StringComparison.Ordinal);
            Assert.Empty(found.HeldBy);
        }
    }

    private static IpcLockable Make(string kind, IIpcLock? given, string? name = null, bool open = false) => (kind, open) switch
    {
        ("condition", false) => IpcCondition.Create(name, givenLock: given),
        ("condition", true) => IpcCondition.CreateOrOpen(name!, givenLock: given),
        ("value", false) => IpcValue.Create(5, name, givenLock: given),
        ("value", true) => IpcValue.CreateOrOpen(name!, 5, givenLock: given),
        (_, false) => IpcArray.Create(typeof(int), kind == "array" ? 320 : 321, name: name, givenLock: given),
        (_, true) => IpcArray.CreateOrOpen(name!, typeof(int), kind == "array" ? 320 : 321, givenLock: given),
    };
}
