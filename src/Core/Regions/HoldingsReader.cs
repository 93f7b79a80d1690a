using System.Runtime.InteropServices;
using Ipc.Ownership;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>Who holds what an object is for, and who waits for it, as its bytes say.</summary>
internal static class HoldingsReader
{
    public static IpcObjectInfo Describe(
        IpcObjectInfo info, SafeFileHandle file, in ParticipantTable participants, ReadOnlySpan<byte> page, in RegionHeader header)
    {
        List<IpcHolder> holders = [];
        List<ProcessIdentity> waiters = [];
        if (LockView.IsIn(header))
        {
            LockView view = LockView.Of(info.Path, participants, page, header);
            if (view.Holder is { } holder)
            {
                holders.Add(IpcHolder.Of(holder, view.Depth, view.Since));
            }

            waiters.AddRange(view.Waiters.Select(waiter => waiter.Process));
        }

        switch (header.Kind)
        {
            case IpcKind.LockSet:
                holders.AddRange(LockSetReader.ReadHolders(file, participants, header));
                waiters.AddRange(LockWaiterView.ReadAll(participants, page, header).Select(waiter => waiter.Who.Process));
                break;
            case IpcKind.Semaphore:
                AddPermits(holders, participants);
                break;
            case IpcKind.Condition:
                AddThreads(waiters, participants, null);
                break;
            case IpcKind.Barrier:
                AddThreads(waiters, participants, MemoryMarshal.Read<uint>(page[RegionLayout.PayloadAt..]));
                break;
        }

        return info with
        {
            HeldBy = holders,
            Waiters = [.. waiters.Where(process => process.IsVisible).Select(process => process.Pid)],
            WaiterCount = waiters.Count,
        };
    }

    private static void AddPermits(List<IpcHolder> holders, in ParticipantTable participants)
    {
        for (int slot = 0; slot < participants.Count; slot++)
        {
            if (participants.HeldAt(slot) is > 0 and var permits && participants.IsHeld(slot))
            {
                holders.Add(IpcHolder.Of(new LockOwner(participants.ProcessAt(slot), 0), (int)permits, null));
            }
        }
    }

    // The slots count the threads that wait; with a phase, those that have arrived in it.
    private static void AddThreads(List<ProcessIdentity> waiters, in ParticipantTable participants, uint? phase)
    {
        for (int slot = 0; slot < participants.Count; slot++)
        {
            int threads = (int)Math.Min(participants.HeldAt(slot), (uint)short.MaxValue); // A damaged count must not fill the memory.
            if (threads > 0 && (phase is null || participants.MarkAt(slot) == phase) && participants.IsHeld(slot))
            {
                waiters.AddRange(Enumerable.Repeat(participants.ProcessAt(slot), threads));
            }
        }
    }
}
