using System.Diagnostics;
using System.Runtime.InteropServices;
using Ipc.Native;
using Ipc.Ownership;
using Ipc.Waiting;

namespace Ipc.Regions;

/// <summary>How a region ends: its last handle in this process, its last holder anywhere, or its removal.</summary>
internal sealed unsafe partial class Region
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

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
    public void Leave(TimeSpan patience)
    {
        RegionRegistry.Forget(this);
        if (_leaving)
        {
            return;
        }

        _leaving = true;
        Interlocked.MemoryBarrier();
        Rules.WakeEveryone(this); // Threads of this process that sleep on it find that it is closed.

        // Nobody enters any more; who is inside comes out in a moment.
        long start = Stopwatch.GetTimestamp();
        while ((Mutex.IsMine || Rules.IsInside(this)) && Stopwatch.GetElapsedTime(start) < patience)
        {
            Thread.Yield();
        }

        MutexResult entered = Mutex.EnterToLeave(Deadline.After(patience));
        if (entered == MutexResult.TimedOut)
        {
            return; // Somebody is paused inside. The slot is cleaned up when this process ends.
        }

        if (entered == MutexResult.Abandoned)
        {
            RepairInside();
        }

        Rules.Recover(this, MySlot, Me);
        Word(SlotAt(MySlot) + 16).Value = HasLeft;
        if (!IsPersistent && _state.Value == (uint)RegionState.Ready && !HasOthers())
        {
            // SYNC POINT last-holder: pairs with TryStay. Say that we close, then look again who is there.
            _state.Value = (uint)RegionState.Closing;
            Interlocked.MemoryBarrier();
            if (HasOthers())
            {
                _state.Value = (uint)RegionState.Ready;
            }
            else
            {
                _state.Value = (uint)RegionState.Removed;
                DeleteFile();
            }
        }

        Mutex.Exit();
        int slot = MySlot;
        FreeSlot(slot);
        UnlockSlot(slot);
        Rules.WakeEveryone(this);
    }

    /// <summary>Ends the object for everybody: its name is free at once, and whoever waits on it is told.</summary>
    public void Remove(Deadline deadline, CancellationToken cancellation)
    {
        if (!EnterMutex(deadline, cancellation))
        {
            throw new IpcException(IpcError.Timeout, $"The {Describe()} is busy and was not removed.");
        }

        try
        {
            if (!IsRemoved)
            {
                _state.Value = (uint)RegionState.Removed;
                DeleteFile();
            }
        }
        finally
        {
            Mutex.Exit();
        }

        Interlocked.MemoryBarrier();
        Rules.WakeEveryone(this);
    }

    /// <summary>After taking a slot: whether there is still something to take part in.</summary>
    private bool TryStay()
    {
        while (true)
        {
            switch ((RegionState)_state.Value)
            {
                case RegionState.Removed:
                    _leaving = true;
                    FreeSlot(MySlot);
                    return false;

                case RegionState.Closing:
                    // Ends in a moment, or its owner has died and entering puts it right.
                    EnterMutex(Deadline.Never, CancellationToken.None);
                    Mutex.Exit();
                    continue;

                default:
                    if (IsPersistent || HasOthers())
                    {
                        return true;
                    }

                    // All its holders were killed: leaving it as its last holder clears it away.
                    Leave(s_patience);
                    return false;
            }
        }
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
            if (process.PidNamespace != HasLeft && (process.IsVisible ? process.IsAlive() : IsSlotLocked(slot)))
            {
                return true;
            }
        }

        return false;
    }

    private void DeleteFile()
    {
        if (!IsNamed)
        {
            Libc.unlink(Path); // Nobody will ever use this random name again.
            return;
        }

        Folder.Exclusively(() =>
        {
            if (Libc.statx((int)_file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out Libc.Statx mine) == 0
                && Libc.statx(Libc.AT_FDCWD, Path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx found) == 0
                && mine.Inode == found.Inode && mine.DeviceMajor == found.DeviceMajor && mine.DeviceMinor == found.DeviceMinor)
            {
                Libc.unlink(Path);
            }
        });
    }

    internal Libc.Statx StatFile()
    {
        if (Libc.statx((int)_file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out Libc.Statx stat) != 0)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The {Describe()} could not be examined");
        }

        return stat;
    }
}
