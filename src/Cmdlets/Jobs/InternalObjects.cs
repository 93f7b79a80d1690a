using Ipc.Primitives;

namespace Ipc.Commands;

/// <summary>
/// Makes the objects by which workers and pools speak with their caller. They are marked, so that Get-IpcObject shows
/// a user only what users have made.
/// </summary>
internal static class InternalObjects
{
    /// <summary>A pipe to one worker: its ends here and there.</summary>
    public static (IpcPipe Here, IpcPipe There) Pipe() =>
        IpcPipe.Create(new IpcPipeSpec { Internal = true }, LiveObjects.Encoding);

    /// <summary>A queue in which workers answer.</summary>
    /// <param name="encoding">How objects become messages.</param>
    public static IpcQueue Queue(IMessageEncoding encoding) =>
        QueueDescriptor.Instance.Create(new IpcQueueSpec { Internal = true }, encoding);

    /// <summary>Numbers that workers write without a lock, each its own.</summary>
    /// <param name="length">How many.</param>
    public static IpcArray<long> Numbers(int length) => (IpcArray<long>)ArrayDescriptor.Instance.Create(
        new IpcArraySpec { ElementType = typeof(long), Length = length, NoLock = true, Internal = true });
}
