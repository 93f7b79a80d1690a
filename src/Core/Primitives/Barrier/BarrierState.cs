using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>The words of a barrier; see <see cref="IpcBarrier"/> for what they mean.</summary>
internal readonly struct BarrierState(Region region)
{
    public const int PhaseAt = RegionLayout.PayloadAt;
    public const int WaitAt = RegionLayout.PayloadAt + 8;
    public const int BrokenAt = RegionLayout.PayloadAt + 12;
    public const int ArrivedAt = RegionLayout.PayloadAt + 16;

    private readonly Region _region = region;
    private readonly Cell64 _phaseAndHistory = region.Long(PhaseAt);

    public readonly Cell32 Wait = region.Word(WaitAt);
    public readonly Cell32 Broken = region.Word(BrokenAt);
    public readonly Cell32 Arrived = region.Word(ArrivedAt);

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
