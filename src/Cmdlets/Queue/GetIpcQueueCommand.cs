using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens queues by name, or all named queues of this user.</summary>
/// <remarks>
/// <para>What you get is live: it is the same queue that every other process with that name has.</para>
/// <para>A queue opened by -Name is held by this process until it is closed or the process ends. Without -Name each
/// named queue is opened; this process holds it as long as the object you got is in use. To look without opening
/// anything, use Get-IpcObject.</para>
/// <para>Of a queue made with -Broadcast each handle is a receiver of its own, as soon as it receives.</para>
/// </remarks>
/// <example>
/// <para>Open a queue that another process has made</para>
/// <code>$queue = Get-IpcQueue jobs
/// $queue.Count</code>
/// <para>Opens the queue named jobs and says how many messages wait in it. If there is none of that name, the error is
/// IpcNotFound.</para>
/// </example>
/// <example>
/// <para>See all queues</para>
/// <code>Get-IpcQueue</code>
/// <para>Lists the named queues, with how many messages wait in each.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcQueue")]
[OutputType(typeof(IpcQueue), typeof(IpcBroadcast))]
public sealed class GetIpcQueueCommand : GetNamedObjectCommand
{
    private protected override IpcKind Kind => IpcKind.Queue;

    private protected override bool Includes(IpcKind kind) => kind is IpcKind.Queue or IpcKind.Broadcast;

    private protected override IIpcObject Get(string name)
    {
        try
        {
            return NamedObjects.Give(IpcKind.Queue, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return TryBroadcast(name) ?? throw new IpcException(e.Error, e.Message, e); // It is no queue of any kind.
        }
    }

    private static IIpcObject? TryBroadcast(string name)
    {
        try
        {
            return NamedObjects.Give(IpcKind.Broadcast, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return null;
        }
    }
}
