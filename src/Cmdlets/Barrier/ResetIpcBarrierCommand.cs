using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a barrier as new, broken or not.</summary>
/// <remarks>
/// <para>Who waits at the barrier at that moment gets the error IpcBarrierBroken. Reset it when all parties are ready
/// to start again.</para>
/// </remarks>
/// <example>
/// <para>Start again after a party has failed</para>
/// <code>Reset-IpcBarrier step</code>
/// <para>The barrier named step can be used again.</para>
/// </example>
[Cmdlet(VerbsCommon.Reset, "IpcBarrier", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ResetIpcBarrierCommand : IpcCommand
{
    /// <summary>The barrier or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(BarrierArgument))]
    [NamesOf<BarrierArgument>]
    public BarrierArgument[] Barrier { get; set; } = [];

    private protected override object? Target => TargetOf(Barrier);

    private protected override void ProcessRecordCore() => ForEach(Barrier, one =>
    {
        IIpcBarrier target = one.Resolve();
        if (ShouldProcess(target.Describe(), "Reset"))
        {
            target.Reset();
        }
    });
}
