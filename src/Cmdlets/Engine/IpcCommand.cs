using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The base of every cmdlet here: one cancellation token that Ctrl+C, or any other stop of the pipeline, cancels; and one
/// place where exceptions become error records.
/// </summary>
public abstract class IpcCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private protected IpcCommand() => ModuleState.Initialise();

    /// <summary>Cancelled when the pipeline stops. Passed to everything that waits.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>What the user passed, for error records.</summary>
    private protected virtual object? Target => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Leave();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet ended at the same moment.
        }

        Stop();
    }

    /// <summary>Before the first object from the pipeline.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>For each object from the pipeline, or once.</summary>
    private protected virtual void Process()
    {
    }

    /// <summary>After the last object from the pipeline.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>On another thread, when the pipeline stops, after <see cref="StopToken"/> was cancelled.</summary>
    private protected virtual void Stop()
    {
    }

    /// <summary>When the pipeline is over, however it ended; <see cref="End"/> is not reached when another command has failed.</summary>
    private protected virtual void Leave()
    {
    }

    /// <summary>Writes a non-terminating error that says that the time-out passed.</summary>
    private protected void WriteTimeout(string message) =>
        WriteError(ErrorFactory.Create(new IpcException(IpcError.Timeout, message), Target));

    /// <summary>Warns that the holder before died inside.</summary>
    private protected void WarnAbandoned(IIpcObject locked) => WriteWarning(
        $"IpcAbandoned: the last holder of {KindTable.NameOf(locked.Kind)} '{locked}' died while it held it. It is yours now; check what it protects.");

    // Flow control and stops pass through; everything else becomes one error record.
    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is IpcException or ArgumentOutOfRangeException or InvalidCastException)
        {
            WriteError(ErrorFactory.Create(e, Target));
        }
    }
}
