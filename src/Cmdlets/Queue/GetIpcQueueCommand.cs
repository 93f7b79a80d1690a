using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Opens queues by name, or all named queues of this user.</summary>
/// <remarks>
/// <para>What you get is live: it is the same queue that every other process with that name has.</para>
/// <para>A queue opened by -Name is held by this process until it is closed or the process ends. Without -Name each named queue is opened;
/// this process holds it as long as the object you got is in use. To look without opening anything, use Get-IpcObject.</para>
/// </remarks>
/// <example>
/// <para>Open a queue that another process has made</para>
/// <code>$queue = Get-IpcQueue jobs
/// $queue.Count</code>
/// <para>Opens the queue named jobs and says how many messages wait in it. If there is none of that name, the error is IpcNotFound.</para>
/// </example>
/// <example>
/// <para>See all queues</para>
/// <code>Get-IpcQueue</code>
/// <para>Lists the named queues, with how many messages wait in each.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "IpcQueue")]
[OutputType(typeof(IpcQueue))]
public sealed class GetIpcQueueCommand : IpcCommand
{
    /// <summary>The names of queues, or ids of anonymous ones. No wildcards. Without it all named queues of this user.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    private protected override void Process()
    {
        if (Name is null)
        {
            WriteAll();
            return;
        }

        foreach (string name in Name)
        {
            try
            {
                WriteObject(new QueueArgument(name).Resolve(), enumerateCollection: false);
            }
            catch (IpcException e)
            {
                WriteError(ErrorFactory.Create(e, name)); // One name that is wrong does not keep the others back.
            }
        }
    }

    private void WriteAll()
    {
        foreach (IpcObjectInfo found in IpcObjectInfo.List())
        {
            if (found.Kind == IpcKind.Queue && found.Name is not null && Open(found.Id) is { } queue)
            {
                WriteObject(queue, enumerateCollection: false);
            }
        }
    }

    private static IpcQueue? Open(string id)
    {
        try
        {
            return IpcQueue.Open(id, ModuleState.Encoding);
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.KindMismatch)
        {
            return null; // Gone since we looked.
        }
    }
}
