using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// The words of a reader-writer lock, and its transitions, all inside the region's mutex; see
/// <see cref="IpcReaderWriterLock"/> for what they mean.
/// </summary>
internal readonly struct ReaderWriterState(Region region)
{
    public const int WaitAt = RegionLayout.PayloadAt + LockCell.WaitAt;
    public const int ReadersAt = RegionLayout.PayloadAt + LockCell.Size;
    public const int ClaimsAt = ReadersAt + 4;
    public const int RoundAt = ReadersAt + 8;
    public const int UpgraderAt = ReadersAt + 12;

    private const uint OneClaim = 1u << 16;
    private const uint ReadersMask = OneClaim - 1;

    private readonly Region _region = region;
    private readonly Cell32 _claims = region.Word(ClaimsAt);
    private readonly Cell32 _round = region.Word(RoundAt);
    private readonly Cell32 _upgrader = region.Word(UpgraderAt);
    private readonly Cell32 _readers = region.Word(ReadersAt);

    public readonly LockCell Cell = new(region, RegionLayout.PayloadAt);
    public readonly Cell32 Wait = region.Word(WaitAt);

    public uint Readers => _readers.Value;

    public uint Round => _round.Value;

    public bool HasClaims => _claims.Value > 0;

    /// <summary>How many owners of a process hold it together with others, of what its slot holds.</summary>
    public static uint ReadersOf(uint held) => held & ReadersMask;

    /// <summary>Enters together with others, if nobody holds it alone, and nobody waits to.</summary>
    /// <param name="abandoned">Whether the one who held it alone had died in it.</param>
    /// <returns>
    /// Null when it is free, and somebody who waits to hold it alone should come first.
    /// </returns>
    public bool? TryShare(out bool abandoned)
    {
        if (!Cell.IsFree(out abandoned))
        {
            return false;
        }

        if (_claims.Value > 0)
        {
            return Readers == 0 ? null : false;
        }

        Share();
        if (abandoned)
        {
            Cell.ClearAbandoned(); // Now that its place is taken: who dies before this leaves it for the next.
        }

        return true;
    }

    /// <summary>Counts one more owner of this process that holds it together with others.</summary>
    public void Share()
    {
        Cell32 mine = _region.Held(_region.MySlot);
        mine.Value++;
        CrashPoint.Reach(CrashStep.SharedHeld);
        Cell32 readers = _readers;
        readers.Value++;
        CrashPoint.Reach(CrashStep.SharedCounted);
    }

    public void Unshare()
    {
        Cell32 mine = _region.Held(_region.MySlot);
        mine.Value--;
        CrashPoint.Reach(CrashStep.SharedReturned);
        Cell32 readers = _readers;
        readers.Value--;
        CrashPoint.Reach(CrashStep.SharedUncounted);
    }

    /// <summary>Enters alone, if nobody else is inside.</summary>
    public bool TryTake(long owner, bool upgrades, ReaderWriterClaim claim, out bool abandoned)
    {
        abandoned = false;
        if (Readers != (upgrades ? 1u : 0) || !Cell.TryTake(owner, out abandoned))
        {
            return false;
        }

        if (upgrades)
        {
            EndUpgrade();
        }

        Unclaim(claim);
        return true;
    }

    /// <summary>Holds newcomers back who want to enter together with others.</summary>
    public void Claim(ReaderWriterClaim claim)
    {
        uint round = Round;
        if (claim.Round == round)
        {
            return;
        }

        int slot = _region.MySlot;
        Cell32 mine = _region.Held(slot);
        if (_region.Mark(slot).Value != round)
        {
            mine.Value &= ReadersMask;
            Cell64 mark = _region.Mark(slot);
            mark.Value = round;
            CrashPoint.Reach(CrashStep.ClaimMarked);
        }

        mine.Value += OneClaim;
        CrashPoint.Reach(CrashStep.ClaimHeld);
        Cell32 claims = _claims;
        claims.Value++;
        CrashPoint.Reach(CrashStep.ClaimCounted);
        claim.Round = round;
    }

    public void Unclaim(ReaderWriterClaim claim)
    {
        if (claim.Round == Round)
        {
            Cell32 mine = _region.Held(_region.MySlot);
            mine.Value -= OneClaim;
            CrashPoint.Reach(CrashStep.ClaimReturned);
            Cell32 claims = _claims;
            claims.Value--;
            CrashPoint.Reach(CrashStep.ClaimUncounted);
        }

        claim.Round = null;
    }

    /// <summary>A new round: whoever waits to hold it alone, and still does, says so again.</summary>
    public void BeginRound()
    {
        Cell32 round = _round;
        round.Value++;
        CrashPoint.Reach(CrashStep.RoundBegun);
        Cell32 claims = _claims;
        claims.Value = 0;
        CrashPoint.Reach(CrashStep.RoundEmptied);
    }

    /// <summary>
    /// Whether nobody else who holds it together with others waits to hold it alone; then this one does.
    /// </summary>
    public bool TryBeginUpgrade()
    {
        uint upgrader = _upgrader.Value;
        if (upgrader != 0 && !_region.IsDead(upgrader))
        {
            return false;
        }

        Cell32 word = _upgrader;
        word.Value = _region.Me;
        CrashPoint.Reach(CrashStep.UpgradeBegun);
        return true;
    }

    public void EndUpgrade()
    {
        Cell32 word = _upgrader;
        word.Value = 0;
        CrashPoint.Reach(CrashStep.UpgradeEnded);
    }

    /// <summary>Gives back what a dead or leaving participant held, or was waiting for.</summary>
    public void Recover(int slot, uint participant)
    {
        Cell.Recover(participant);
        _upgrader.TrySet(participant, 0);
        Cell32 held = _region.Held(slot);
        held.Value = 0;
        Derive();
    }

    /// <summary>Counts anew what is counted in the slots.</summary>
    public void Derive()
    {
        uint round = Round;
        uint shared = 0;
        uint claimed = 0;
        for (int slot = 0; slot < _region.SlotLimit; slot++)
        {
            uint held = _region.Held(slot).Value;
            shared += held & ReadersMask;
            claimed += _region.Mark(slot).Value == round ? held / OneClaim : 0;
        }

        Cell32 readers = _readers;
        readers.Value = shared;
        Cell32 claims = _claims;
        claims.Value = claimed;
    }
}
