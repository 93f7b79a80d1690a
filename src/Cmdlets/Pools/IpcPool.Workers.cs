using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The workers of a pool: how they start, what they are given, and what their end means.</summary>
public sealed partial class IpcPool
{
    // How often in a row a worker may end before it is ready.
    private const int StartAttempts = 2;

    private static readonly TimeSpan s_itemGrace = TimeSpan.FromSeconds(1);

    private readonly List<PoolRecord> _setupRecords = [];
    private int _lastNumber;
    private int _startFailures;
    private ErrorRecord? _startFailure;

    /// <summary>Hands out what waits, to whom has room for it. Inside the gate.</summary>
    internal void Dispatch()
    {
        StartJobs();
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            ParallelCall call = _calls[i];
            Join(call);
            foreach (PoolWorker worker in call.Workers)
            {
                if (worker.State == PoolWorkerState.Working)
                {
                    Give(call, worker);
                }
            }

            if (call.IsOver)
            {
                _calls.RemoveAt(i);
            }
        }
    }

    /// <summary>Stops taking part in a call that nobody waits for any more. Inside the gate.</summary>
    internal void GiveUp(ParallelCall call, TimeSpan grace)
    {
        foreach (PoolWorker worker in call.Workers)
        {
            if (worker.State != PoolWorkerState.Working)
            {
                continue;
            }

            if (worker.Given.Count == 0)
            {
                TellOfEnd(call, worker, runsEnd: false);
            }
            else
            {
                worker.Stop(grace);
            }
        }

        _calls.Remove(call);
        Nudge();
    }

    private void StartJobs()
    {
        if (_jobs.Count == 0)
        {
            return;
        }

        int coming = 0;
        foreach (PoolWorker worker in _workers.Values)
        {
            coming += worker.State == PoolWorkerState.Starting ? 1 : 0;
            while (worker.State == PoolWorkerState.Idle && !IsWorn(worker) && _jobs.TryDequeue(out IpcWorker? job))
            {
                worker.Guest = job; // Before it runs, so that whoever kills the job finds it.
                if (TryStartOn(worker, job))
                {
                    worker.State = PoolWorkerState.Working;
                    worker.ItemsGiven++;
                }
                else
                {
                    worker.Guest = null;
                    if (job.JobStateInfo.State == JobState.NotStarted)
                    {
                        _jobs.Enqueue(job); // The worker has just died.
                        return;
                    }
                }
            }
        }

        for (; coming < _jobs.Count && TryStart(); coming++)
        {
        }

        while (_startFailures >= StartAttempts && _workers.Count == 0 && _jobs.TryDequeue(out IpcWorker? job))
        {
            job.FailToStart(_startFailure);
        }
    }

    // What cannot be sent is that job's failure, and not the end of this thread, which all others need.
    private static bool TryStartOn(PoolWorker worker, IpcWorker job)
    {
        try
        {
            return job.TryStartOn(worker);
        }
        catch (IpcException e)
        {
            job.FailToStart(ErrorFactory.Create(e, job.Name));
            return false;
        }
    }

    private void Join(ParallelCall call)
    {
        if (_setupRecords.Count > 0)
        {
            call.Pass([.. _setupRecords]);
            _setupRecords.Clear();
        }

        int wanted = Math.Min(call.Options.ThrottleLimit - call.Workers.Count, call.WaitingCount);
        foreach (PoolWorker worker in _workers.Values)
        {
            if (wanted <= 0)
            {
                return;
            }

            if (worker.State == PoolWorkerState.Idle && !IsWorn(worker) && TrySend(worker, call.StartMessage(_writer)))
            {
                worker.State = PoolWorkerState.Working;
                worker.Call = call;
                worker.HasJoined = worker.HasBeenToldOfEnd = false;
                call.Workers.Add(worker);
                wanted--;
            }
            else if (worker.State == PoolWorkerState.Starting)
            {
                wanted--; // It will come.
            }
            else if (worker is { State: PoolWorkerState.Idle, IsWantLasting: true })
            {
                call.Fail(ErrorFactory.Create(worker.Want!, null)); // What all items need is too large for the memory.
                return;
            }
        }

        if (_startFailures >= StartAttempts)
        {
            if (_workers.Count == 0)
            {
                call.Fail(_startFailure);
            }

            return;
        }

        for (; wanted > 0 && TryStart(); wanted--)
        {
        }
    }

    private void Give(ParallelCall call, PoolWorker worker)
    {
        if (IsWorn(worker))
        {
            if (worker.Given.Count == 0)
            {
                TellOfEnd(call, worker, runsEnd: true);
            }

            return;
        }

        int most = _plan.MaxItemsPerWorker > 0 ? _plan.MaxItemsPerWorker - worker.ItemsGiven : int.MaxValue;
        while (most > 0 && call.NextBatch(worker, most, _writer) is { Count: > 0 } batch)
        {
            if (!TrySend(worker, _writer.Written))
            {
                if (worker is { IsWantLasting: true, Given.Count: 0 })
                {
                    call.Refuse(batch[0], worker.Want!);
                    batch.RemoveAt(0);
                }

                call.TakeBack(batch); // No room, or it has just died.
                return;
            }

            if (worker.Given.Count == 0)
            {
                worker.LastSign = worker.MeasuredFrom = Stopwatch.GetTimestamp();
                worker.ItemsMeasured = 0;
            }

            batch.ForEach(worker.Given.Enqueue);
            worker.ItemsGiven += batch.Count;
            most -= batch.Count;
            if (call.Options.ItemTimeout is not null)
            {
                NudgeFor(DeadlineOf(worker));
            }
        }

        if (worker.Given.Count == 0 && call.HasNothingLeft)
        {
            TellOfEnd(call, worker, runsEnd: true);
        }
    }

    // Where there is no memory, the thread that listens tries again in a moment; it may be asleep.
    private bool TrySend(PoolWorker worker, ReadOnlySpan<byte> message)
    {
        bool isSent = worker.TrySend(message);
        if (worker.Want is not null)
        {
            NudgeFor(DeadlineOf(worker));
        }

        return isSent;
    }

    private void TellOfEnd(ParallelCall call, PoolWorker worker, bool runsEnd)
    {
        if (!worker.HasBeenToldOfEnd)
        {
            _writer.Clear();
            _writer.Write((byte)PoolMessage.EndCall);
            _writer.Write(call.Number);
            _writer.Write((byte)(runsEnd ? 1 : 0));
            worker.HasBeenToldOfEnd = TrySend(worker, _writer.Written);
        }
    }

    private bool IsWorn(PoolWorker worker) =>
        worker.IsTooLarge || (_plan.MaxItemsPerWorker > 0 && worker.ItemsGiven >= _plan.MaxItemsPerWorker);

    private void BecomeIdle(PoolWorker worker)
    {
        worker.State = PoolWorkerState.Idle;
        worker.LastSign = Stopwatch.GetTimestamp();
        if (IsRemoved || IsWorn(worker))
        {
            worker.Leave();
        }
    }

    private void StartMissing()
    {
        while (TryStart())
        {
        }
    }

    private bool TryStart()
    {
        int slot = Array.IndexOf(_slots, null);
        if (slot < 0 || IsRemoved || _startFailures >= StartAttempts)
        {
            return false;
        }

        int number = ++_lastNumber;
        _begun[slot] = -1;
        try
        {
            PoolWorker worker = new(_plan, $"{Name}-{slot + 1}", number, slot, _replies, _begun, PostGone);
            _slots[slot] = worker;
            _workers.Add(number, worker);
            return true;
        }
        catch (IpcException e)
        {
            _startFailures = StartAttempts;
            _startFailure = ErrorFactory.Create(e, this);
            return false;
        }
    }

    // What the worker has sent is in the queue by now; this goes behind it.
    private void PostGone(int number)
    {
        PoolWriter writer = new();
        PoolReply.WriteHeader(writer, PoolMessage.Gone, number, 0, -1);
        Post(writer);
    }

    private void OnGone(PoolWorker worker)
    {
        _workers.Remove(worker.Number);
        _slots[worker.Slot] = null;
        if (worker.State == PoolWorkerState.Starting)
        {
            _startFailures++;
            _startFailure = worker.Job.Failure ?? worker.Job.Error.FirstOrDefault();
        }

        worker.Guest?.OnSeatGone(worker.Job.RawExitCode);
        worker.Call?.OnDeath(worker, _begun[worker.Slot]);
        bool wasAsked = worker.State == PoolWorkerState.Leaving && !IsWorn(worker) && worker.TimedOut is null && worker.Call is null && worker.Guest is null;
        worker.Dispose();
        if (!IsRemoved && !wasAsked)
        {
            WorkersReplaced++;
        }

        if (_plan.StartsAll && !wasAsked)
        {
            TryStart();
        }
    }
}
