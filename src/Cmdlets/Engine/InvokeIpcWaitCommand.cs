using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Runs a wait so that it ends when the pipeline stops. Internal: not exported by the module.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "IpcWait")]
public sealed class InvokeIpcWaitCommand : IpcCommand
{
    /// <summary>The wait.</summary>
    [Parameter(Mandatory = true)]
    public Action<CancellationToken> Wait { get; set; } = null!;

    private protected override void ProcessRecordCore() => Wait(StopToken);
}
