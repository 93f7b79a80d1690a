using Ipc.Primitives;

namespace Ipc.Tests.Peers;

/// <summary>A lock for a test that should hold for one by itself and for one of a set.</summary>
internal static class SomeLock
{
    public static IpcLock Make(bool ofSet, bool recursive = false)
    {
        if (!ofSet)
        {
            return IpcLock.Create(recursive: recursive);
        }

        using IpcLockSet set = IpcLockSet.Create(3, recursive: recursive);
        return IpcLock.Open(LockSetCells.IdOf(set.Id, 1));
    }
}
