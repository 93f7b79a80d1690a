using Ipc.CrashPoints;
using Ipc.Regions;
using Ipc.Waiting;

namespace Ipc;

/// <summary>The words of a barrier, and what is put right after a death.</summary>
public sealed partial class IpcBarrier
{
    private readonly struct State(Region region)
    {
        private readonly Region _region = region;
        private readonly Cell64 _phaseAndHistory = region.Long(RegionLayout.PayloadAt);

        public readonly Cell32 Wait = region.Word(RegionLayout.PayloadAt + 8);
        public readonly Cell32 Broken = region.Word(RegionLayout.PayloadAt + 12);
        public readonly Cell32 Arrived = region.Word(RegionLayout.PayloadAt + 16);

        public uint Phase => (uint)_phaseAndHistory.Value;

        /// <summary>Counts a thread of this process in and gives its place.</summary>
        public int Arrive(uint phase)
        {
            int slot = _region.MySlot;
            if (_region.Mark(slot).Value != phase)
            {
                _region.Held(slot).Value = 0;
                _region.Mark(slot).Value = phase;
                CrashPoint.Reach(CrashStep.BarrierMarked);
            }

            _region.Held(slot).Value++;
            CrashPoint.Reach(CrashStep.BarrierHeld);
            Arrived.Value++;
            CrashPoint.Reach(CrashStep.BarrierArrived);
            return (int)Arrived.Value - 1;
        }

        public void EndPhase(bool broken)
        {
            ulong word = _phaseAndHistory.Value;
            uint history = ((uint)(word >> 32) << 1) | (broken ? 1u : 0);
            _phaseAndHistory.Value = ((ulong)history << 32) | ((uint)word + 1);
            CrashPoint.Reach(CrashStep.BarrierEnded);
            Arrived.Value = 0;
            CrashPoint.Reach(CrashStep.BarrierEmptied);
            Interlocked.MemoryBarrier();
        }

        /// <summary>How a past phase ended. Beyond 32 phases back nobody can have slept without being woken.</summary>
        public bool EndedBroken(uint phase)
        {
            ulong word = _phaseAndHistory.Value;
            uint age = (uint)word - phase;
            return age is >= 1 and <= 32 && ((word >> (int)(31 + age)) & 1) != 0;
        }

        public void CountArrivals()
        {
            uint phase = Phase;
            uint arrived = 0;
            for (int slot = 0; slot < _region.SlotLimit; slot++)
            {
                arrived += _region.Mark(slot).Value == phase ? _region.Held(slot).Value : 0;
            }

            Arrived.Value = arrived;
        }
    }

    private struct Attempt(State state, uint phase) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) => state.Phase != phase;
    }

    private sealed class Rules : RegionRules
    {
        public override void WakeEveryone(Region region)
        {
            region.Mutex.WakeAll();
            WaitWord.WakeAll(new State(region).Wait);
        }

        public override void Recover(Region region, int slot, uint participant)
        {
            State state = new(region);
            if (region.Held(slot).Value > 0 && region.Mark(slot).Value == state.Phase)
            {
                state.Broken.Value = 1;
                CrashPoint.Reach(CrashStep.BarrierRecovering);
                region.Held(slot).Value = 0;
                CrashPoint.Reach(CrashStep.BarrierRecovered);
                state.EndPhase(broken: true);
            }
        }

        public override void Repair(Region region)
        {
            State state = new(region);
            state.CountArrivals();
            if (state.Broken.Value != 0 && state.Arrived.Value > 0)
            {
                state.EndPhase(broken: true); // Whoever broke it died before it told those who wait.
            }
        }
    }
}
