using System.Runtime.InteropServices;
using Ipc.Platform;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>How a region ends: its last handle in this process, its last holder anywhere, or its removal.</summary>
internal sealed unsafe partial class Region
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private volatile bool _hasLent;
    private volatile bool _keepsLent;

    /// <summary>
    /// From now on threads of this process may touch memory outside of the mutex without a guard, for as long as they
    /// have a handle. When the process ends nobody waits for them: then the memory goes with the process.
    /// </summary>
    public void NoteLent() => _hasLent = true;

    /// <summary>Counts one more handle of this process; false when the last one is just being closed.</summary>
    public bool TryAddHandle()
    {
        while (true)
        {
            int count = Volatile.Read(ref _handles);
            if (count < 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _handles, count + 1, count) == count)
            {
                return true;
            }
        }
    }

    /// <summary>Counts one handle less; with the last one this process leaves.</summary>
    public void ReleaseHandle()
    {
        if (Interlocked.Decrement(ref _handles) == 0 && Interlocked.CompareExchange(ref _handles, int.MinValue, 0) == 0)
        {
            Leave(s_patience);
        }
    }

    /// <summary>
    /// Gives back all that this process holds, frees its slot, and removes the object if nobody else has it open.
    /// A process that dies on the way is cleaned up after like any other.
    /// </summary>
    /// <param name="patience">How long to wait when somebody is paused inside the mutex.</param>
    /// <param name="atExit">
    /// Whether the process is ending; else leaving goes on in the background after that time.
    /// </param>
    public void Leave(TimeSpan patience, bool atExit = false)
    {
        RegionRegistry.Forget(this);
        if (Interlocked.Exchange(ref _left, 1) != 0)
        {
            return;
        }

        // SYNC POINT leaving: the flag is set before we wake everyone and enter; see LockCell.TryAcquire and
        // Region.AcquireMutex.
        _keepsLent = atExit && _hasLent;
        _leaving = true;
        Interlocked.MemoryBarrier();
        Descriptor.WakeEveryone(this); // Threads of this process that sleep on it find that it is closed.
        if (!TryLeave(Deadline.After(patience)) && !atExit)
        {
            try
            {
                BackgroundThread.Start(() => TryLeave(Deadline.Never), "Ipc leaving");
            }
            catch (IpcException)
            {
                // It stays until this process ends, and is left then.
            }
        }
    }

    // (1) Wait for those who read outside of the mutex, and enter it: threads of this process that are inside come out
    // in a moment, and no other gets in. (2) Give back what is held, and say that we have left. (3) If nobody else is
    // there, remove the object. (4) Leave the mutex, wake everyone. (5) If nobody else is there but messages that refer
    // to the object, find out whether anybody can take them. (6) Look at what the object itself refers to: our death may
    // be one that they watch. (7) Free the slot: the last step, since until then our death is told to those who must be
    // woken.
    private bool TryLeave(Deadline deadline)
    {
        if (!TryAwaitReaders(deadline))
        {
            return false;
        }

        _leaver = Environment.CurrentManagedThreadId;
        MutexResult entered = Mutex.AcquireToLeave(deadline);
        if (entered == MutexResult.TimedOut)
        {
            return false;
        }

        bool sound = true;
        bool settled = false;
        int slot = MySlot;
        try
        {
            CrashPoint.Reach(CrashStep.LeaveInside);
            if (entered == MutexResult.Abandoned)
            {
                RepairInside();
            }

            Descriptor.Recover(this, slot, Me);
            settled = SettleOf(id => id == Me);
            CrashPoint.Reach(CrashStep.LeaveRecovered);
        }
        catch (IpcException)
        {
            sound = false; // Damaged: those who stay will be told.
        }

        MarkAsLeft(slot);
        CrashPoint.Reach(CrashStep.LeaveMarked);
        IReadOnlyCollection<IpcReference> references = sound ? ReferencesInside() : [];
        RemoveIfLast();
        if (sound)
        {
            Mutex.Release();
        }
        else
        {
            Mutex.ReleaseDamaged();
        }

        CrashPoint.Reach(CrashStep.LeaveOutside);
        Descriptor.WakeEveryone(this);
        CrashPoint.Reach(CrashStep.LeaveWoken);
        if (settled)
        {
            ReferenceLook.At(this); // It may not have been sent.
        }

        if (sound)
        {
            EndIfUnkept(deadline);
            ReferenceLook.AfterLeaving(references, Instance);
        }

        FreeSlot(slot);
        CrashPoint.Reach(CrashStep.LeaveSlotFreed);
        UnlockSlot(slot);
        RegionRegistry.Unsubscribe(this);
        ReleaseResources();
        return true;
    }

    /// <summary>
    /// Ends the object if nobody has it open and nobody can receive a message that refers to it. For one who has left
    /// it, or only visits. Everything is looked at outside of the mutex, and once more inside, where an entry that has
    /// changed shows that something was sent meanwhile.
    /// </summary>
    internal void EndIfUnkept(Deadline deadline)
    {
        while (!IsRemoved && !IsPersistent && !HasOthers())
        {
            List<ContainerEntry> entries = Entries();
            if (entries.Count == 0 || KeepSearch.IsKept(this, entries) || !TryEnterToLook(deadline))
            {
                return;
            }

            CrashPoint.Reach(CrashStep.EndSearched);
            bool ended = false;
            try
            {
                if (entries.SequenceEqual(Entries()) && !HasOthers())
                {
                    entries.ForEach(entry => FreeSlot(entry.Slot));
                    CrashPoint.Reach(CrashStep.EndMarked);
                    RemoveIfLast();
                    ended = true;
                }
            }
            finally
            {
                Mutex.Release();
            }

            if (ended)
            {
                return;
            }
        }
    }

    private void RemoveIfLast()
    {
        if (_state.Value == (uint)RegionState.Ready && !IsPersistent && !HasOthers() && !HasEntries)
        {
            // SYNC POINT last-holder: pairs with TryStay. Say that we close, then look again who is there.
            _state.Value = (uint)RegionState.Closing;
            CrashPoint.Reach(CrashStep.LeaveClosing);
            Interlocked.MemoryBarrier();
            if (HasOthers())
            {
                _state.Value = (uint)RegionState.Ready;
            }
            else
            {
                _state.Value = (uint)RegionState.Removed;
                CrashPoint.Reach(CrashStep.LeaveRemoved);
                try
                {
                    TryDeleteFile(s_patience, CancellationToken.None);
                    CrashPoint.Reach(CrashStep.LeaveDeleted);
                }
                catch (IpcException)
                {
                    // The folder itself is gone, or cannot be opened now: the next to look there sees that it is
                    // removed.
                }
            }
        }

        if (IsRemoved && !HasOthers())
        {
            FreeMessages();
        }
    }

    // The memory is the system's again at once, and not when the last mapping has been collected.
    private void FreeMessages()
    {
        if (_grows && Size > RegionLayout.Data && !_keepsLent)
        {
            Shrink(RegionLayout.Data);
        }
    }

    /// <summary>Ends the object for everybody: its name is free at once, and whoever waits on it is told.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>: somebody is paused inside, or keeps the folder locked.
    /// </exception>
    public void Remove(Deadline deadline, CancellationToken cancellation)
    {
        if (!AcquireMutex(deadline, cancellation))
        {
            throw new IpcException(IpcError.Timeout, $"The {Describe()} is busy and was not removed.");
        }

        bool isNameFree = true;
        IReadOnlyCollection<IpcReference> references = [];
        try
        {
            if (!IsRemoved)
            {
                references = ReferencesInside();
                _state.Value = (uint)RegionState.Removed;
                CrashPoint.Reach(CrashStep.RemoveMarked);
                isNameFree = TryDeleteFile(deadline.Remaining, cancellation);
                CrashPoint.Reach(CrashStep.RemoveDeleted);
            }
        }
        finally
        {
            Mutex.Release();
            CrashPoint.Reach(CrashStep.RemoveOutside);
            Interlocked.MemoryBarrier();
            Descriptor.WakeEveryone(this); // Also when the wait for the folder ended: it is removed.
            ReferenceLook.AfterDropping(references, Instance);
        }

        if (!isNameFree)
        {
            throw new IpcException(
                IpcError.Timeout,
                $"The {Describe()} was removed, but its name is not free: a process is paused that keeps the folder "
                    + $"'{Folder.Path}' locked. Let it go on, or end it.");
        }
    }

    /// <summary>
    /// After taking a slot: whether there is still something to take part in. SYNC POINT last-holder: slot first, state
    /// second.
    /// </summary>
    private bool TryStay()
    {
        while (true)
        {
            switch ((RegionState)_state.Value)
            {
                case RegionState.Removed:
                    _leaving = true;
                    TryDeleteFile(s_patience, CancellationToken.None); // Whoever removed it may have died before this.
                    int slot = MySlot;
                    FreeSlot(slot);
                    UnlockSlot(slot);
                    RegionRegistry.Unsubscribe(this);
                    ReleaseResources();
                    return false;

                case RegionState.Closing:
                    // Ends in a moment, or its owner has died and entering puts it right.
                    WaitForEndOfClosing();
                    continue;

                default:
                    if (IsPersistent || HasOthers() || IsKeptByMessages())
                    {
                        return true;
                    }

                    // All its holders were killed: leaving it as its last holder clears it away.
                    Leave(s_patience);
                    return false;
            }
        }
    }

    private bool IsKeptByMessages() => Entries() is { Count: > 0 } entries && KeepSearch.IsKept(this, entries);

    private void WaitForEndOfClosing()
    {
        try
        {
            AcquireMutex(Deadline.Never, CancellationToken.None);
        }
        catch
        {
            Leave(s_patience); // Stopped: whoever opened it has no handle to close.
            throw;
        }

        if (_state.Value == (uint)RegionState.Closing)
        {
            // Who closes does so inside, where we are now: the word was damaged.
            _state.Value = (uint)RegionState.Ready;
        }

        Mutex.Release();
    }

    private bool HasOthers()
    {
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            uint id = ParticipantAt(slot);
            if (id == 0 || id == Me || IsDead(id))
            {
                continue;
            }

            ProcessIdentity process = IdentityAt(slot);
            if (Mark(slot).Value != HasLeft && (process.IsVisible ? process.IsAlive() : IsSlotLocked(slot)))
            {
                return true;
            }
        }

        return false;
    }

    // What stays although it is removed goes with whoever looks at its name next.
    private bool TryDeleteFile(TimeSpan patience, CancellationToken cancellation)
    {
        if (IsNamed)
        {
            return _file.TryUnpublish(Folder, Path, patience, cancellation);
        }

        RegionFile.UnpublishUnique(Path); // Nobody will ever use this random name again.
        return true;
    }
}
