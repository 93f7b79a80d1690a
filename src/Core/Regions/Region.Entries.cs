using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// The entries of the participant table: which containers may hold messages that refer to this object. All of it
/// changes inside the mutex.
/// </summary>
/// <remarks>
/// <para>An entry is added in steps: (1) its word, as a process takes a slot; (2) what it holds, version 0, its sender;
/// (3) the container. Until step 3 it is none: whoever is inside and finds one without a container finds what a dead
/// process has left, and frees it. Settling is one store where there is no other entry for the container; else the
/// version of that one comes first, and then this one is freed.</para>
/// </remarks>
internal sealed unsafe partial class Region
{
    /// <summary>Whether any container may hold messages that refer to this object.</summary>
    public bool HasEntries
    {
        get
        {
            for (int slot = 0; slot < SlotLimit; slot++)
            {
                if ((uint)Long(SlotAt(slot)).Value == ContainerEntry.Pid)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The entries; a hint unless asked for inside the mutex.</summary>
    public List<ContainerEntry> Entries()
    {
        List<ContainerEntry> found = [];
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            if (TryReadEntry(slot, out ContainerEntry entry))
            {
                found.Add(entry);
            }
        }

        return found;
    }

    /// <summary>This process is about to send a message that refers to this object.</summary>
    /// <param name="container">Where to.</param>
    /// <param name="part">Which part of this object the message refers to.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="entry">Pending; to be settled, or withdrawn.</param>
    /// <returns>False when the deadline passed.</returns>
    /// <exception cref="IpcException">The object has ended, or has no room for one more.</exception>
    public bool TryAddEntry(
        ulong container, byte part, Deadline deadline, CancellationToken cancellation, out ContainerEntry entry)
    {
        entry = default;
        if (!AcquireMutex(deadline, cancellation))
        {
            return false;
        }

        try
        {
            ThrowIfEnded();
            entry = AddEntryInside(container, Descriptor.HeldBy(part));
        }
        finally
        {
            Mutex.Release();
        }

        TellOfEntries();
        return true;
    }

    /// <summary>The message was sent: the entry stands for it, whoever dies.</summary>
    /// <returns>False when somebody is paused inside.</returns>
    public bool TrySettle(in ContainerEntry entry, Deadline deadline)
    {
        if (!FinishAcquiring(Mutex.Acquire(deadline, CancellationToken.None)))
        {
            return false;
        }

        try
        {
            SettleInside(entry);
        }
        finally
        {
            Mutex.Release();
        }

        return true;
    }

    /// <summary>Nothing was sent.</summary>
    /// <inheritdoc cref="TrySettle"/>
    public bool TryWithdraw(in ContainerEntry entry, Deadline deadline)
    {
        if (!FinishAcquiring(Mutex.Acquire(deadline, CancellationToken.None)))
        {
            return false;
        }

        try
        {
            FreeInside(entry);
        }
        finally
        {
            Mutex.Release();
        }

        return true;
    }

    /// <summary>Frees an entry, unless it has changed since it was read.</summary>
    /// <param name="entry">As it was.</param>
    /// <param name="deadline">How long to wait for who is inside.</param>
    /// <returns>False when somebody is paused inside.</returns>
    public bool TryFree(in ContainerEntry entry, Deadline deadline)
    {
        if (!TryEnterToLook(deadline))
        {
            return false;
        }

        bool freed;
        try
        {
            freed = FreeInside(entry);
        }
        finally
        {
            Mutex.Release();
        }

        if (freed)
        {
            Interlocked.MemoryBarrier();
            Descriptor.WakeEveryone(this);
        }

        return true;
    }

    /// <summary>Whether what this object contains refers to another one. Enters the mutex.</summary>
    /// <param name="instance">The other one's instance.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="held">What such a message holds of it.</param>
    /// <param name="deadline">How long to wait for who is inside.</param>
    /// <returns>Null when somebody is paused inside.</returns>
    public bool? Refers(ulong instance, KindDescriptor kind, uint held, Deadline deadline)
    {
        try
        {
            if (!TryEnterToLook(deadline))
            {
                return null;
            }

            try
            {
                return RefersInside(instance, kind, held);
            }
            finally
            {
                Mutex.Release();
            }
        }
        catch (IpcException)
        {
            return false; // Damaged, or over: nobody will ever receive from it.
        }
    }

    /// <summary>The same for who is inside.</summary>
    public bool RefersInside(ulong instance, KindDescriptor kind, uint held) =>
        !IsRemoved && Descriptor.CanBeTaken(this) && Descriptor.FindReference(
            this, reference => reference.Instance == instance && kind.HeldBy(reference.Part) == held);

    /// <summary>All that this object contains refers to, each once. Inside the mutex; never throws.</summary>
    public IReadOnlyCollection<IpcReference> ReferencesInside()
    {
        HashSet<IpcReference>? found = null; // Made with the first: mostly there are none.
        try
        {
            Descriptor.FindReference(
                this,
                reference =>
                {
                    (found ??= []).Add(reference.ToReference());
                    return false;
                });
        }
        catch (IpcException)
        {
            // Damaged: what was found so far.
        }

        return found is null ? [] : found;
    }

    /// <summary>The same for who is outside; nothing when somebody is paused inside.</summary>
    public IReadOnlyCollection<IpcReference> References(Deadline deadline)
    {
        if (!TryEnterToLook(deadline))
        {
            return [];
        }

        try
        {
            return ReferencesInside();
        }
        finally
        {
            Mutex.Release();
        }
    }

    /// <summary>Lets those who sleep here find out anew whose death matters to them.</summary>
    public void TellOfEntries()
    {
        Word(RegionLayout.JoinsAt).Increment();
        Descriptor.WakeEveryone(this);
    }

    private bool TryReadEntry(int slot, out ContainerEntry entry)
    {
        long at = SlotAt(slot);
        ulong word = Long(at).Value;
        entry = default;
        if ((uint)word != ContainerEntry.Pid)
        {
            return false;
        }

        entry = new ContainerEntry(
            slot, word, Long(at + 8).Value, Held(slot).Value, Word(at + 16).Value, Mark(slot).Value);
        return entry.Container != 0 && Long(at).Value == word;
    }

    private ContainerEntry AddEntryInside(ulong container, uint held)
    {
        int slot = ClaimEntrySlot();
        long at = SlotAt(slot);
        CrashPoint.Reach(CrashStep.EntryClaimed);
        Held(slot).Value = held;
        Mark(slot).Value = 0;
        Word(at + 16).Value = Me;
        Long(at + 8).Value = container;
        CrashPoint.Reach(CrashStep.EntryMarked);
        Descriptor.CountEntries(this);
        CrashPoint.Reach(CrashStep.EntryEndsCounted);
        return TryReadEntry(slot, out ContainerEntry entry) ? entry : default;
    }

    // As a process takes a slot, its lock included, but that is given back: nobody lives here.
    private int ClaimEntrySlot()
    {
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

                bool taken = word.TrySet(seen, (((seen >> 32) + 1) << 32) | ContainerEntry.Pid);
                UnlockSlot(slot);
                if (taken)
                {
                    return slot;
                }
            }

            GrowSlots(limit);
        }
    }

    private void SettleInside(in ContainerEntry entry)
    {
        if (!IsThere(entry))
        {
            return; // Settled while this process was leaving.
        }

        foreach (ContainerEntry other in Entries())
        {
            if (!other.IsPending && other.Container == entry.Container && other.Held == entry.Held)
            {
                Mark(other.Slot).Value = other.Version + 1;
                CrashPoint.Reach(CrashStep.EntryVersioned);
                FreeSlot(entry.Slot);
                Descriptor.CountEntries(this);
                return;
            }
        }

        Word(SlotAt(entry.Slot) + 16).Value = 0;
        CrashPoint.Reach(CrashStep.EntrySettled);
    }

    private bool FreeInside(in ContainerEntry entry)
    {
        if (!IsThere(entry))
        {
            return false;
        }

        FreeSlot(entry.Slot);
        Descriptor.CountEntries(this);
        CrashPoint.Reach(CrashStep.EntryFreed);
        return true;
    }

    private bool IsThere(in ContainerEntry entry) => TryReadEntry(entry.Slot, out ContainerEntry now) && now == entry;

    // What is pending of one who has died, or is leaving, counts as sent from now on.
    private bool SettleOf(Func<uint, bool> isGone)
    {
        bool any = false;
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            if (TryReadEntry(slot, out ContainerEntry entry) && entry.IsPending && isGone(entry.Sender))
            {
                SettleInside(entry);
                any = true;
            }
        }

        return any;
    }

    // Inside, nobody else is at it: an entry that names no container is what a dead process has left.
    private void FreeHalfMadeEntries()
    {
        bool any = false;
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            if ((uint)Long(SlotAt(slot)).Value == ContainerEntry.Pid && Long(SlotAt(slot) + 8).Value == 0)
            {
                FreeSlot(slot);
                any = true;
            }
        }

        if (any)
        {
            Descriptor.CountEntries(this);
        }
    }

    // For one who takes part, and for one who has left or only visits.
    private bool TryEnterToLook(Deadline deadline)
    {
        MutexResult entered = Mutex.Acquire(deadline, CancellationToken.None);
        if (!_leaving || entered == MutexResult.TimedOut)
        {
            return FinishAcquiring(entered);
        }

        if (_leaver != Environment.CurrentManagedThreadId)
        {
            Mutex.Withdraw(); // Another thread is on its way out, and will look.
            throw Ended();
        }

        if (entered == MutexResult.Abandoned)
        {
            RepairOrRelease();
        }

        return true;
    }

    private void RepairOrRelease()
    {
        try
        {
            RepairInside();
        }
        catch
        {
            Mutex.ReleaseDamaged();
            throw;
        }
    }
}
