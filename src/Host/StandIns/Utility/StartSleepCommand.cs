using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Start-Sleep; ends at once when the pipeline is stopped.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    /// <summary>How long, in seconds.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Seconds", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.0, int.MaxValue / 1000)]
    public double Seconds { get; set; }

    /// <summary>How long, in milliseconds.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds", ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("ms")]
    public int Milliseconds { get; set; }

    /// <summary>How long.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Duration", ValueFromPipelineByPropertyName = true)]
    [Alias("ts")]
    public TimeSpan Duration { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord() => _stopped.Wait(ParameterSetName switch
    {
        "Milliseconds" => TimeSpan.FromMilliseconds(Milliseconds),
        "Duration" => Duration,
        _ => TimeSpan.FromSeconds(Seconds),
    });

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Set();
}
