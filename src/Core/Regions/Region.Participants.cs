using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// The participant table: one slot for each process that has the object open. A slot is 32 bytes: pid (4) and
/// generation (4) in one word, start time (8), pid namespace (4), what it holds (4), the kind's own mark (8).
/// </summary>
/// <remarks>
/// A participant id, as owner words hold it, is the slot plus one in bits 0-11 and the low 16 bits of the slot's
/// generation in bits 12-27: an id whose slot has been given to somebody else is recognised as stale.
/// While its slot is taken, a process also holds a file lock on a byte of its own; that is the proof of life for
/// processes to whom the pid means nothing.
/// </remarks>
internal sealed unsafe partial class Region
{
    /// <summary>The mark of a participant on its way out, with nothing in its hands but perhaps the mutex.</summary>
    internal const ulong HasLeft = ulong.MaxValue;

    private readonly DeadParticipants _dead = new();

    public int SlotLimit => (int)Word(RegionLayout.SlotLimitAt).Value == RegionLayout.AllSlots && Reaches(RegionLayout.Data)
        ? RegionLayout.AllSlots
        : RegionLayout.FirstSlots;

    /// <summary>What the participant in a slot holds; the meaning is the kind's.</summary>
    public Cell32 Held(int slot) => Word(SlotAt(slot) + 20);

    /// <summary>A mark of the kind's own for the participant in a slot.</summary>
    public Cell64 Mark(int slot) => Long(SlotAt(slot) + 24);

    /// <summary>The id of the process that has the slot; 0 when none has it: it is free, or an entry.</summary>
    public uint ParticipantAt(int slot)
    {
        ulong word = Long(SlotAt(slot)).Value;
        return (uint)word is 0 or ContainerEntry.Pid ? 0 : IdOf(slot, word);
    }

    /// <summary>
    /// Whether a participant is known to be dead or gone. A process that was not looked at yet counts as alive.
    /// </summary>
    public bool IsDead(uint participant)
    {
        int slot = (int)(participant & 0xFFF) - 1;
        return slot < 0 || slot >= SlotLimit || ParticipantAt(slot) != participant
            || _dead.Contains(participant);
    }

    /// <summary>How many processes have the object open, as far as is known here.</summary>
    public int CountParticipants()
    {
        int count = 0;
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            count += ParticipantAt(slot) == 0 ? 0 : 1;
        }

        return count;
    }

    /// <summary>
    /// Gives back what dead participants held and frees their slots, then wakes everyone to look again.
    /// </summary>
    public void RecoverDead(Deadline deadline, CancellationToken cancellation)
    {
        if (AcquireMutex(deadline, cancellation))
        {
            RecoverDeadAndExit();
        }
    }

    /// <summary>Does the same if somebody is known to be dead, for an operation without a time-out.</summary>
    public void RecoverDead()
    {
        if (WatchPeers() == PeerState.FoundDead)
        {
            RecoverDead(Deadline.Never, CancellationToken.None);
        }
    }

    internal static long SlotAt(int slot) => slot < RegionLayout.FirstSlots
        ? RegionLayout.SlotsAt + (slot * RegionLayout.SlotSize)
        : RegionLayout.MoreSlotsAt + ((slot - RegionLayout.FirstSlots) * RegionLayout.SlotSize);

    internal static uint IdOf(int slot, ulong word) => ((uint)(word >> 32) & 0xFFFF) << 12 | (uint)(slot + 1);

    private void RecoverDeadAndExit()
    {
        try
        {
            RecoverDeadInside();
        }
        finally
        {
            Mutex.Release();
        }

        Descriptor.WakeEveryone(this);
        LookAtEntries();
    }

    // The dead may have taken a message, or have been the last who could, and not have looked any more.
    private void LookAtEntries()
    {
        if (HasEntries)
        {
            ReferenceLook.At(this);
            LookAtPeers(); // Who has joined a container meanwhile is to be watched from now on.
        }
    }

    private void RecoverDeadInside()
    {
        _containerDied = false;
        FreeHalfMadeEntries();
        SettleOf(IsDead);
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            uint id = ParticipantAt(slot);
            if (id != 0 && id != Me && IsDead(id))
            {
                Descriptor.Recover(this, slot, id);
                CrashPoint.Reach(CrashStep.RecoverSlot);
                FreeSlot(slot);
                CrashPoint.Reach(CrashStep.RecoverSlotFreed);
                _dead.Remove(id);
            }
        }
    }

    private ProcessIdentity IdentityAt(int slot)
    {
        long at = SlotAt(slot);
        return new ProcessIdentity((int)(uint)Long(at).Value, Long(at + 8).Value, Word(at + 16).Value);
    }

    // SYNC POINT join: the slot is taken, then the joins are counted, then everyone is woken. A sleeper prepares, then
    // reads the count: it either sees the newcomer or is woken by it.
    private void ClaimSlot(bool visits = false)
    {
        ProcessIdentity self = ProcessIdentity.Current;
        while (true)
        {
            int limit = SlotLimit;
            for (int slot = 0; slot < limit; slot++)
            {
                Cell64 word = Long(SlotAt(slot));
                ulong seen = word.Value;
                if ((uint)seen != 0 || !TryLockSlot(slot))
                {
                    continue;
                }

                CrashPoint.Reach(CrashStep.JoinSlotLocked);
                if (visits)
                {
                    Mark(slot).Value = HasLeft; // Before it has the slot, which is locked: it never seems to be a holder.
                    CrashPoint.Reach(CrashStep.VisitMarked);
                }

                ulong mine = (((seen >> 32) + 1) << 32) | (uint)self.Pid;
                if (word.TrySet(seen, mine))
                {
                    CrashPoint.Reach(CrashStep.JoinSlotTaken);
                    if (!visits)
                    {
                        Mark(slot).Value = 0;
                    }

                    Word(SlotAt(slot) + 16).Value = self.PidNamespace;
                    Long(SlotAt(slot) + 8).Value = self.StartTime;
                    Me = IdOf(slot, mine);
                    CrashPoint.Reach(CrashStep.JoinIdentified);
                    Word(RegionLayout.JoinsAt).Increment();
                    CrashPoint.Reach(CrashStep.JoinCounted);
                    Descriptor.WakeEveryone(this);
                    CrashPoint.Reach(CrashStep.JoinWoken);
                    return;
                }

                UnlockSlot(slot);
            }

            GrowSlots(limit);
        }
    }

    private void GrowSlots(int limit)
    {
        if (limit == RegionLayout.AllSlots)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"The {Describe()} is open in {limit} processes, or in messages of as many queues and pipes, which is "
                    + "the most it can be.");
        }

        // The same bytes for whoever comes here first, so no lock is needed.
        _file.Reserve(RegionLayout.MoreSlotsAt, RegionLayout.Data - RegionLayout.MoreSlotsAt, Describe());
        Word(RegionLayout.SlotLimitAt).Value = RegionLayout.AllSlots;
    }

    private bool TryLockSlot(int slot) => _file.TryLockSlot(slot);

    private void UnlockSlot(int slot) => _file.UnlockSlot(slot);

    private bool IsSlotLocked(int slot)
    {
        try
        {
            return _file.IsSlotLocked(slot);
        }
        catch (ObjectDisposedException)
        {
            return true; // We have just left: the caller finds out in a moment.
        }
    }

    // The mark stays until the slot is taken again: a process that is paused in here has left all the same.
    private void FreeSlot(int slot)
    {
        long at = SlotAt(slot);
        Held(slot).Value = 0;
        Long(at + 8).Value = 0;
        Word(at + 16).Value = 0;
        CrashPoint.Reach(CrashStep.SlotCleared);
        Long(at).Value &= 0xFFFFFFFF_00000000;
    }
}
