using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>The rules of docs/design/pools.md, each without a process: what comes in, what is to be done.</summary>
public sealed class SchedulerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_pool_starts_all_its_workers_or_as_many_as_there_is_work_for()
    {
        Assert.Equal(3, new SimulatedPool(new SchedulerOptions { Size = 3, StartsAll = true }).Workers.Count);
        SimulatedPool pool = Pool(3);
        Assert.Empty(pool.Workers);
        pool.AddCall(items: 2);
        Assert.Equal(2, pool.Workers.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_item_is_done_and_delivered_in_order_if_asked_for(bool ordered)
    {
        SimulatedPool pool = Pool(3);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 3, IsOrdered = ordered }, items: 50, ends: true);
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Equal(50, pool.Delivered[call].Count);
        Assert.All(pool.Delivered[call], item => Assert.Null(item.Loss));
    }

    [Fact]
    public void What_is_done_early_waits_for_its_turn()
    {
        SimulatedPool pool = Ready(2);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 2, IsOrdered = true, BatchSize = 1 }, items: 2, ends: true);
        pool.Workers[0].Hangs = true;
        pool.RunToRest();
        Assert.Empty(pool.Delivered[call]);
        pool.Workers[0].Hangs = false;
        pool.RunToRest();
        Assert.Equal([0L, 1], pool.Delivered[call].Select(item => item.Index));
    }

    [Fact]
    public void No_more_workers_take_part_than_may()
    {
        SimulatedPool pool = Ready(3);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1 }, items: 20, ends: true);
        pool.RunToRest();
        Assert.Single(Sent(pool, SchedulerCommandKind.SendCall));
        Assert.True(call.IsOver);
    }

    [Fact]
    public void Slow_items_go_one_by_one_and_quick_ones_together()
    {
        Assert.All(Batches(TimeSpan.FromMilliseconds(50)), batch => Assert.Equal(1, batch));
        Assert.Contains(Batches(TimeSpan.FromMilliseconds(0.01)), batch => batch > 50);

        static IEnumerable<int> Batches(TimeSpan an)
        {
            SimulatedPool pool = Ready(1);
            ScheduledCall call = pool.AddCall();
            for (int i = 0; i < 600; i++)
            {
                while (!call.IsFull)
                {
                    pool.AddItem(call);
                }

                pool.Workers[0].Step();
                pool.Workers[0].Step(); // It begins an item, and ends it.
                pool.Pass(an);
                pool.Hear();
            }

            return Sent(pool, SchedulerCommandKind.SendItems).Select(command => command.Items.Count);
        }
    }

    [Fact]
    public void Inputs_wait_while_many_are_on_their_way()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = new(1000, new CallOptions { ThrottleLimit = 1 });
        pool.Workers[0].Hangs = true;
        pool.Scheduler.CallAdded(call);
        for (int i = 0; i < 64; i++)
        {
            Assert.False(call.IsFull);
            pool.Scheduler.ItemAdded(pool.Now, call, new ScheduledItem(1));
        }

        Assert.True(call.IsFull);
        SimulatedPool other = Ready(1);
        ScheduledCall large = other.AddCall();
        other.Workers[0].Hangs = true;
        other.Scheduler.ItemAdded(other.Now, large, new ScheduledItem(64 << 20));
        Assert.True(large.IsFull);
    }

    [Fact]
    public void Of_the_items_of_a_worker_that_dies_one_is_reported_and_the_others_are_done_by_another()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 5 }, items: 5, ends: true);
        Steps(pool, 6); // It joins, does two items, and begins the third.
        Assert.Equal(2, pool.Workers[0].Begun & 0xff);
        pool.Workers[0].Die("killed");
        pool.RunToRest();
        pool.CheckAtRest();
        ScheduledItem lost = Assert.Single(pool.Delivered[call], item => item.Loss is not null);
        Assert.Equal((1L, FailureKind.WorkerDied, "killed"), (lost.Index, lost.Loss!.Kind, lost.Loss.Death!.How));
        Assert.Equal(1, pool.Scheduler.WorkersReplaced);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    public void An_item_is_tried_again_as_often_as_asked(int retry, int deaths)
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, Retry = retry }, items: 1, ends: true);
        int died = 0;
        while (!call.IsOver)
        {
            while (pool.Workers.Find(worker => worker.IsAlive && worker.Begun != -1) is { } worker)
            {
                worker.Die("killed");
                died++;
            }

            pool.Workers.ToList().ForEach(worker => worker.Step());
            pool.Hear();
        }

        Assert.Equal(deaths, died);
        Assert.Equal(deaths, Assert.Single(pool.Delivered[call]).Deaths);
    }

    [Fact]
    public void An_item_that_has_begun_and_takes_too_long_is_reported_and_its_worker_replaced()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, ItemTimeout = s_second }, items: 2, ends: true);
        Steps(pool, 4);
        pool.Workers[0].HangsHard = true;
        pool.RunToRest(passTime: true);
        pool.CheckAtRest();
        Assert.Equal(
            [SchedulerCommandKind.StopWorker, SchedulerCommandKind.KillWorker],
            pool.Log.Select(command => command.Kind).Where(kind => kind is SchedulerCommandKind.StopWorker or SchedulerCommandKind.KillWorker));
        Assert.Equal([FailureKind.ItemTimedOut], pool.Delivered[call].Select(item => item.Loss?.Kind).OfType<FailureKind>());
    }

    [Fact]
    public void The_time_of_an_item_that_has_not_begun_does_not_count()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, ItemTimeout = s_second }, items: 1, ends: true);
        Steps(pool, 2);
        pool.Pass(s_second * 1.5);
        Assert.DoesNotContain(pool.Log, command => command.Kind == SchedulerCommandKind.StopWorker);
        pool.RunToRest();
        Assert.Null(Assert.Single(pool.Delivered[call]).Loss);
    }

    [Fact]
    public void A_worker_is_replaced_after_so_many_items()
    {
        SimulatedPool pool = new(new SchedulerOptions { Size = 1, StartsAll = true, MaxItemsPerWorker = 3 });
        ScheduledCall call = pool.AddCall(items: 9, ends: true);
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Equal(9, pool.Delivered[call].Count);
        Assert.Equal(3, pool.Scheduler.WorkersReplaced);
    }

    [Fact]
    public void A_worker_that_has_grown_is_replaced_after_what_it_was_given()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 3 }, items: 6, ends: true);
        Steps(pool, 4);
        ScheduledWorker grown = pool.Workers[0].State;
        pool.Scheduler.WorkerTooLarge(grown);
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Equal(6, pool.Delivered[call].Count);
        Assert.DoesNotContain(grown, pool.Scheduler.Workers);
    }

    [Fact]
    public void Idle_workers_exit_and_come_back()
    {
        SimulatedPool pool = new(new SchedulerOptions { Size = 2, StartsAll = true, IdleTimeout = s_second });
        pool.RunToRest(passTime: true);
        Assert.Empty(pool.Workers);
        Assert.Equal(0, pool.Scheduler.WorkersReplaced);
        ScheduledCall call = pool.AddCall(items: 1, ends: true);
        pool.RunToRest();
        Assert.True(call.IsOver);
    }

    [Fact]
    public void A_call_fails_when_two_workers_in_a_row_exit_before_they_are_ready()
    {
        SimulatedPool pool = Pool(1);
        ScheduledCall call = pool.AddCall(items: 3, ends: true);
        pool.Workers[0].Die("exit code 5");
        pool.Hear();
        pool.Workers[0].Die("exit code 5");
        pool.RunToRest();
        Assert.Equal((FailureKind.NotStarted, "exit code 5"), (pool.Failures[call].Kind, pool.Failures[call].Death!.How));
        Assert.Empty(pool.Delivered[call]); // They say all that there is to say together.

        ScheduledCall next = pool.AddCall(items: 1, ends: true); // Somebody may have put right why.
        pool.RunToRest();
        Assert.False(next.HasFailed);
    }

    [Fact]
    public void Where_workers_were_ready_before_each_item_that_none_is_there_for_is_named()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(items: 4, ends: true);
        Steps(pool, 4);
        for (int i = 0; i < 3; i++)
        {
            pool.Workers[0].Die("killed");
            pool.Hear();
        }

        pool.RunToRest();
        Assert.Equal(FailureKind.NotStarted, pool.Failures[call].Kind);
        Assert.Equal(4, pool.Delivered[call].Count);
        Assert.All(pool.Delivered[call].Skip(1), item => Assert.Equal(FailureKind.NotStarted, item.Loss!.Kind));
    }

    [Fact]
    public void A_preparation_that_fails_is_not_tried_again()
    {
        SimulatedPool pool = Pool(2);
        ScheduledCall call = pool.AddCall(items: 2, ends: true);
        SimulatedWorker[] workers = [.. pool.Workers];
        pool.Scheduler.SetupFailed(workers[0].State, "no");
        pool.Scheduler.SetupFailed(workers[1].State, "no");
        Assert.False(call.HasFailed); // They have not exited yet.
        workers[0].Die("exit");
        workers[1].Die("exit");
        pool.RunToRest();
        Assert.Equal("no", pool.Failures[call].Error);
        Assert.Equal(2, Sent(pool, SchedulerCommandKind.StartWorker).Count());
    }

    [Fact]
    public void A_call_fails_when_three_workers_in_a_row_die_in_its_begin_block()
    {
        SimulatedPool pool = new(new SchedulerOptions { Size = 1, StartsAll = true });
        pool.RunToRest();
        ScheduledCall call = pool.AddCall(items: 1, ends: true);
        for (int i = 0; i < 3; i++)
        {
            Assert.False(call.HasFailed);
            Steps(pool, 1);
            pool.Workers[0].Die("killed");
            pool.Hear();
            pool.RunTo(() => pool.Workers is [{ State.Call: not null }] || call.HasFailed);
        }

        Assert.Equal(FailureKind.DiedBeforeItems, pool.Failures[call].Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_death_in_the_end_block_is_reported_if_there_is_one(bool hasEnd)
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, HasEnd = hasEnd }, items: 1, ends: true);
        pool.RunTo(() => pool.Delivered[call].Count == 1);
        pool.Workers[0].Die("killed");
        pool.RunToRest();
        Assert.Equal(hasEnd ? 1 : 0, pool.Log.Count(command => command.Kind == SchedulerCommandKind.ReportError));
        Assert.True(call is { IsOver: true, HasFailed: false });
    }

    [Fact]
    public void A_worker_that_leaves_before_it_is_told_ends_the_call()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(items: 3, ends: true);
        pool.RunTo(() => pool.Workers[0].Call is not null);
        pool.Workers[0].Fail(says: false);
        pool.RunToRest();
        Assert.Equal(FailureKind.LeftEarly, pool.Failures[call].Kind);
        Assert.True(call.IsOver);
    }

    [Fact]
    public void A_call_that_failed_in_two_workers_leaves_both_to_the_next()
    {
        SimulatedPool pool = Ready(2);
        ScheduledCall call = pool.AddCall(items: 2);
        pool.RunTo(() => pool.Workers.TrueForAll(worker => worker.Call is not null));
        SimulatedWorker[] workers = [.. pool.Workers];
        workers[0].Fail(says: true);
        pool.RunTo(() => workers[0].Call is null);
        workers[1].Fail(says: true);
        pool.RunToRest();
        Assert.Equal(FailureKind.Script, pool.Failures[call].Kind);
        Assert.All(pool.Scheduler.Workers, worker => Assert.Equal(WorkerPhase.Idle, worker.Phase));
    }

    [Fact]
    public void A_call_that_is_given_up_stops_who_works_and_tells_who_does_not()
    {
        SimulatedPool pool = Ready(2);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 2, HasEnd = true }, items: 2);
        pool.RunTo(() => pool.Delivered[call].Count == 2);
        pool.AddItem(call);
        pool.Scheduler.CallGivenUp(pool.Now, call, s_second);
        pool.CarryOut();
        Assert.Single(Sent(pool, SchedulerCommandKind.StopWorker));
        Assert.False(Assert.Single(Sent(pool, SchedulerCommandKind.SendEnd)).RunsEnd);
        pool.RunToRest();
        Assert.True(call.IsOver);
        Assert.Equal(FailureKind.GivenUp, pool.Failures[call].Kind);
    }

    [Fact]
    public void An_end_that_finds_no_room_is_told_later_also_when_the_call_was_given_up()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(items: 1);
        pool.RunTo(() => pool.Delivered[call].Count == 1);
        pool.NextOutcomes.Enqueue(SendOutcome.NoMemory);
        pool.Scheduler.CallGivenUp(pool.Now, call, s_second);
        pool.CarryOut();
        pool.RunToRest(passTime: true);
        Assert.True(call.IsOver);
        Assert.Equal(WorkerPhase.Idle, Assert.Single(pool.Scheduler.Workers).Phase);
    }

    [Fact]
    public void A_job_takes_the_next_worker_that_is_free()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob first = pool.AddJob(), second = pool.AddJob();
        Assert.Same(first, Assert.Single(Sent(pool, SchedulerCommandKind.SendJob)).Job);
        pool.RunToRest();
        Assert.Equal([(first, "ended"), (second, "ended")], pool.JobEnds);
        Assert.Equal(0, pool.Scheduler.WorkersReplaced);
    }

    [Fact]
    public void A_job_whose_worker_dies_before_it_begins_goes_to_another_and_not_for_ever()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob job = pool.AddJob();
        for (int deaths = 1; deaths <= 3; deaths++)
        {
            Assert.Empty(pool.JobEnds);
            pool.RunTo(() => pool.Workers is [{ Job: not null }]);
            pool.Workers[0].Die("killed");
            pool.Hear();
            Assert.Equal(deaths, job.Deaths);
        }

        Assert.Equal([(job, "died")], pool.JobEnds);
    }

    [Fact]
    public void A_job_that_has_begun_dies_with_its_worker()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob job = pool.AddJob();
        pool.RunTo(() => pool.Workers[0].HasJobBegun);
        pool.Scheduler.JobKilled(job);
        pool.CarryOut();
        pool.RunToRest();
        Assert.Equal([(job, "died")], pool.JobEnds);
    }

    [Fact]
    public void Killing_a_job_that_has_ended_leaves_the_worker_and_its_next_job()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob first = pool.AddJob(), second = pool.AddJob();
        pool.RunTo(() => pool.JobEnds.Count == 1 && pool.Workers[0].Job == second);
        pool.Scheduler.JobKilled(first);
        pool.CarryOut();
        pool.RunToRest();
        Assert.Equal([(first, "ended"), (second, "ended")], pool.JobEnds);
        Assert.Equal(0, pool.Scheduler.WorkersReplaced);
    }

    [Fact]
    public void An_item_that_finds_no_memory_is_tried_again_and_refused_after_a_while()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1 });
        pool.NextOutcomes.Enqueue(SendOutcome.Sent);
        for (int i = 0; i < 1000; i++)
        {
            pool.NextOutcomes.Enqueue(SendOutcome.NoMemory);
        }

        pool.AddItem(call);
        pool.AddItem(call);
        pool.EndInput(call);
        pool.RunTo(() => pool.Delivered[call].Count == 1, passTime: true);
        Assert.Equal((0L, FailureKind.NoMemory), (pool.Delivered[call][0].Index, pool.Delivered[call][0].Loss!.Kind));
        Assert.InRange(Sent(pool, SchedulerCommandKind.SendItems).Count(), 100, 105); // Each 50 ms, for 5 s; once more when its first sign unblocks it.
        pool.NextOutcomes.Clear();
        pool.RunToRest(passTime: true);
        Assert.Null(pool.Delivered[call][1].Loss);
    }

    [Fact]
    public void A_call_whose_beginning_finds_no_memory_fails_after_a_while()
    {
        SimulatedPool pool = Ready(1);
        for (int i = 0; i < 1000; i++)
        {
            pool.NextOutcomes.Enqueue(SendOutcome.NoMemory);
        }

        ScheduledCall call = pool.AddCall(items: 2, ends: true);
        pool.RunTo(() => call.HasFailed, passTime: true);
        Assert.Equal((FailureKind.NoMemory, "no room"), (pool.Failures[call].Kind, pool.Failures[call].Error));
    }

    [Fact]
    public void What_finds_a_full_pipe_is_sent_when_there_is_room()
    {
        SimulatedPool pool = Ready(1);
        pool.NextOutcomes.Enqueue(SendOutcome.Sent);
        pool.NextOutcomes.Enqueue(SendOutcome.Full);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 2 }, items: 4, ends: true);
        pool.RunToRest(passTime: true);
        pool.CheckAtRest();
        Assert.Equal(4, pool.Delivered[call].Count);
    }

    [Fact]
    public void A_removed_pool_stops_all_and_kills_what_does_not_stop()
    {
        SimulatedPool pool = Ready(3);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1 }, items: 1);
        ScheduledJob running = pool.AddJob();
        pool.RunTo(() => pool.Workers.Exists(worker => worker.HasJobBegun));
        pool.Workers.Find(worker => worker.HasJobBegun)!.HangsHard = true;
        pool.RunTo(() => pool.Workers.Exists(worker => worker.Begun != -1));
        pool.Scheduler.PoolRemoved(pool.Now, s_second);
        pool.CarryOut();
        Assert.Single(Sent(pool, SchedulerCommandKind.SendExit));
        Assert.Equal(2, Sent(pool, SchedulerCommandKind.StopWorker).Count());
        Assert.Equal(FailureKind.PoolRemoved, pool.Failures[call].Kind);
        pool.RunToRest(passTime: true);
        Assert.Single(Sent(pool, SchedulerCommandKind.KillWorker));
        Assert.Equal([(running, "died")], pool.JobEnds);
        Assert.Equal(3, Sent(pool, SchedulerCommandKind.StartWorker).Count());
        Assert.True(pool.Scheduler.IsOver);
    }

    [Fact]
    public void A_pool_that_grows_starts_workers_at_once_and_a_call_that_runs_gets_them()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 2, BatchSize = 1 }, items: 20);
        pool.RunTo(() => call.Completed > 0);
        pool.Resize(3);
        Assert.Equal(3, pool.Workers.Count);
        pool.RunTo(() => call.Workers.Count == 2);
        pool.EndInput(call);
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Equal(0, pool.Scheduler.WorkersReplaced);
    }

    [Fact]
    public void A_pool_that_shrinks_ends_who_does_nothing_and_lets_the_others_do_what_they_were_given()
    {
        SimulatedPool pool = Ready(3);
        ScheduledJob job = pool.AddJob();
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 4 }, items: 8, ends: true);
        SimulatedWorker runner = pool.Workers.Find(worker => worker.State.Job == job)!;
        pool.RunTo(() => runner.HasJobBegun);
        runner.Hangs = true;
        pool.RunTo(() => pool.Workers.Exists(worker => worker.Begun != -1));
        pool.Resize(1);
        Assert.Single(Sent(pool, SchedulerCommandKind.SendExit)); // Of the one that did nothing.
        runner.Hangs = false;
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.All(pool.Delivered[call], item => Assert.Null(item.Loss));
        Assert.Equal([(job, "ended")], pool.JobEnds);
        Assert.Equal(WorkerPhase.Idle, Assert.Single(pool.Scheduler.Workers).Phase);
        Assert.Empty(Sent(pool, SchedulerCommandKind.StopWorker));
        Assert.Equal(0, pool.Scheduler.WorkersReplaced);
    }

    [Fact]
    public void Who_was_told_to_leave_is_given_nothing_when_the_pool_grows_again()
    {
        SimulatedPool pool = new(new SchedulerOptions { Size = 2 });
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 2 }, items: 4);
        pool.RunToRest();
        pool.Resize(1); // One of the two is told that the call has ended for it.
        pool.Resize(2);
        for (int i = 0; i < 4; i++)
        {
            pool.AddItem(call);
        }

        pool.EndInput(call);
        pool.RunToRest(passTime: true);
        pool.CheckAtRest();
    }

    [Fact]
    public void A_pool_that_shrinks_and_grows_again_keeps_who_has_not_left()
    {
        SimulatedPool pool = Ready(2);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 2, BatchSize = 1 }, items: 2);
        pool.RunTo(() => pool.Workers.TrueForAll(worker => worker.Begun != -1));
        pool.Resize(1);
        pool.Resize(2);
        pool.EndInput(call);
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Equal(2, pool.Workers.Count);
        Assert.Equal(2, Sent(pool, SchedulerCommandKind.StartWorker).Count());
    }

    [Fact]
    public void A_job_that_is_cancelled_while_it_waits_is_out_of_the_queue()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob running = pool.AddJob(), waiting = pool.AddJob(), last = pool.AddJob();
        pool.Cancel(waiting);
        Assert.Equal(1, pool.Scheduler.Statistics.Waiting);
        pool.RunToRest();
        Assert.Equal([(waiting, "cancelled"), (running, "ended"), (last, "ended")], pool.JobEnds);
    }

    [Fact]
    public void An_item_that_waits_is_cancelled_without_stopping_anybody()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 1 }, items: 5, ends: true);
        pool.Scheduler.ItemCancelled(pool.Now, call, pool.Given[call][4]);
        pool.CarryOut();
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Empty(Sent(pool, SchedulerCommandKind.StopWorker));
        Assert.Equal([4L], pool.Delivered[call].Where(item => item.Loss?.Kind == FailureKind.Cancelled).Select(item => item.Index));
        Assert.False(call.HasFailedItems);
    }

    [Theory]
    [InlineData(0)] // It runs.
    [InlineData(2)] // It stands behind others in its worker.
    public void An_item_that_a_worker_has_is_cancelled_alone(int which)
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 5, Retry = 3 }, items: 5, ends: true);
        pool.RunTo(() => pool.Workers[0].Begun != -1);
        pool.Scheduler.ItemCancelled(pool.Now, call, pool.Given[call][which]);
        pool.CarryOut();
        Assert.Equal(which == 0 ? 1 : 0, Sent(pool, SchedulerCommandKind.StopWorker).Count());
        pool.RunToRest();
        pool.CheckAtRest();
        Assert.Single(Sent(pool, SchedulerCommandKind.StopWorker));
        Assert.Equal([(long)which], pool.Delivered[call].Where(item => item.Loss?.Kind == FailureKind.Cancelled).Select(item => item.Index));
        Assert.Equal(4, pool.Delivered[call].Count(item => item.Loss is null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_a_call_that_is_late_all_is_delivered_that_was_done_or_begun(bool ordered)
    {
        SimulatedPool pool = Ready(3);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 3, BatchSize = 1, IsOrdered = ordered }, items: 9, ends: true);
        pool.RunTo(() => pool.Workers.TrueForAll(worker => worker.Begun != -1));
        pool.Workers[0].Hangs = true;
        pool.RunTo(() => call.Completed == 4);
        pool.Workers[1].Hangs = true;
        long hanging = pool.Workers[0].Begun & 0xff;
        pool.Scheduler.CallLate(pool.Now, call, s_second);
        pool.CarryOut();
        pool.RunToRest(passTime: true);
        pool.CheckAtRest();
        Assert.True(call.IsSettled);
        Assert.Contains(pool.Delivered[call], item => item.IsPart && item.Index == hanging - 1);
        Assert.True(pool.Delivered[call].Count(item => !item.IsPart) >= 4);
        Assert.True(pool.Delivered[call].Count < 9);
    }

    [Fact]
    public void A_call_that_is_given_up_stops_an_end_that_may_never_come()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, HasEnd = true }, items: 1, ends: true);
        pool.RunTo(() => Sent(pool, SchedulerCommandKind.SendEnd).Any());
        pool.Workers[0].Hangs = true;
        pool.Scheduler.CallGivenUp(pool.Now, call, s_second);
        pool.CarryOut();
        pool.RunToRest(passTime: true);
        Assert.True(call.IsOver);
    }

    [Fact]
    public void A_batch_larger_than_what_may_be_on_its_way_is_given_all_the_same()
    {
        SimulatedPool pool = Ready(1);
        ScheduledCall call = pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 100_000 });
        while (!call.IsFull)
        {
            pool.AddItem(call);
        }

        pool.RunTo(() => !call.IsFull);
    }

    [Fact]
    public void What_became_of_items_and_jobs_is_counted_with_how_long_they_took()
    {
        SimulatedPool pool = Ready(1);
        pool.AddCall(new CallOptions { ThrottleLimit = 1, BatchSize = 1 }, items: 2, ends: true);
        pool.AddJob();
        Assert.Equal((3L, 0), (pool.Scheduler.Statistics.Waiting, pool.Scheduler.Statistics.Running));
        pool.RunTo(() => pool.Workers[0].Begun != -1);
        Assert.Equal((2L, 1), (pool.Scheduler.Statistics.Waiting, pool.Scheduler.Statistics.Running));
        pool.Pass(TimeSpan.FromSeconds(10));
        pool.Workers[0].Step();
        pool.Hear();
        pool.Workers[0].Die("killed");
        pool.RunToRest();
        IpcPoolStatistics told = pool.Scheduler.Statistics;
        Assert.Equal((0L, 0), (told.Waiting, told.Running));
        Assert.Equal(1, told.WorkersLost);
        Assert.Equal(TimeSpan.FromSeconds(10), told.RunTime.Longest);
        Assert.Equal(TimeSpan.FromSeconds(10), told.WaitTime.Longest);
        Assert.Equal(3, told.Done + told.Failed);
    }

    [Fact]
    public void Percentiles_are_right_to_a_tenth()
    {
        TimeHistogram histogram = new();
        Assert.Equal(TimeSpan.Zero, histogram.Snapshot().Median);
        for (int i = 1; i <= 1000; i++)
        {
            histogram.Add(TimeSpan.FromMilliseconds(i));
        }

        IpcPoolTimes times = histogram.Snapshot();
        Assert.InRange(times.Median.TotalMilliseconds, 450, 550);
        Assert.InRange(times.Percentile90.TotalMilliseconds, 810, 990);
        Assert.InRange(times.Percentile99.TotalMilliseconds, 891, 1089);
        Assert.Equal(1000, times.Longest.TotalMilliseconds);
        histogram.Add(TimeSpan.Zero);
        histogram.Add(TimeSpan.FromDays(10_000));
        Assert.Equal(TimeSpan.FromDays(10_000), histogram.Snapshot().Longest);
    }

    [Fact]
    public void Where_the_pool_hears_nothing_any_more_all_ends_at_once()
    {
        SimulatedPool pool = Ready(1);
        ScheduledJob running = pool.AddJob(), waiting = pool.AddJob();
        ScheduledCall call = pool.AddCall(items: 1);
        pool.Scheduler.PoolBroken("gone");
        pool.CarryOut();
        Assert.Equal(FailureKind.PoolBroken, pool.Failures[call].Kind);
        Assert.Equal([running, waiting], pool.JobEnds.Select(end => end.Job));
        Assert.True(pool.Scheduler.IsOver);
    }

    private static SimulatedPool Pool(int size) => new(new SchedulerOptions { Size = size });

    private static SimulatedPool Ready(int size)
    {
        SimulatedPool pool = new(new SchedulerOptions { Size = size, StartsAll = true });
        pool.RunToRest();
        return pool;
    }

    private static void Steps(SimulatedPool pool, int count)
    {
        for (int i = 0; i < count; i++)
        {
            pool.Workers[0].Step();
            pool.Hear();
        }
    }

    private static IEnumerable<SchedulerCommand> Sent(SimulatedPool pool, SchedulerCommandKind kind) =>
        pool.Log.Where(command => command.Kind == kind);
}
