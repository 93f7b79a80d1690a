using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Breaks a barrier, so that nobody waits there in vain.</summary>
/// <remarks>
/// <para>Everyone who waits, and who comes until Reset-IpcBarrier, gets the error IpcBarrierBroken. Call it when a
/// party cannot come.</para>
/// </remarks>
/// <example>
/// <para>Tell the others when this party fails</para>
/// <code>try { Update-MyPart } catch { Stop-IpcBarrier step; throw }
/// Wait-IpcBarrier step</code>
/// <para>If this party fails, the others do not wait for it.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "IpcBarrier", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopIpcBarrierCommand : IpcCommand
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
        if (ShouldProcess(target.Describe(), "Break"))
        {
            target.Abort();
        }
    });
}
