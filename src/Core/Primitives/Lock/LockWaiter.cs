namespace Ipc.Primitives;

/// <summary>
/// A living thread that waits for a lock, as the bytes of the object say; see <see cref="LockWaiters"/> for the words.
/// </summary>
/// <param name="Who">Who waits.</param>
/// <param name="Index">For which lock of a lock set; -1 for the only one.</param>
internal readonly record struct LockWaiter(LockOwner Who, int Index);
