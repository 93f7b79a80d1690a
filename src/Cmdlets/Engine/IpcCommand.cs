using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The base of every cmdlet here: one cancellation token that Ctrl+C, or any other stop of the pipeline, cancels; and
/// one place where exceptions become error records. A cmdlet overrides what it would override elsewhere, with Core
/// behind the name, which is no name of a parameter.
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
        DisposeCore();
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(BeginProcessingCore);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(ProcessRecordCore);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Guard(EndProcessingCore);

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

        StopProcessingCore();
    }

    /// <summary>Before the first object from the pipeline.</summary>
    private protected virtual void BeginProcessingCore()
    {
    }

    /// <summary>For each object from the pipeline, or once.</summary>
    private protected virtual void ProcessRecordCore()
    {
    }

    /// <summary>After the last object from the pipeline.</summary>
    private protected virtual void EndProcessingCore()
    {
    }

    /// <summary>On another thread, when the pipeline stops, after <see cref="StopToken"/> was cancelled.</summary>
    private protected virtual void StopProcessingCore()
    {
    }

    /// <summary>
    /// When the pipeline is over, however it ended; <see cref="EndProcessingCore"/> is not reached when another command
    /// has failed.
    /// </summary>
    private protected virtual void DisposeCore()
    {
    }

    /// <summary>Writes a non-terminating error that says that the time-out passed.</summary>
    private protected void WriteTimeout(string message) =>
        WriteError(ErrorFactory.Create(new IpcException(IpcError.Timeout, message), Target));

    /// <summary>Warns that the holder before died inside.</summary>
    private protected void WarnAbandoned(IIpcObject locked) => WriteWarning(
        $"IpcAbandoned: the last holder of {KindTable.NameOf(locked.Kind)} '{locked}' died while it held it. It is "
            + "yours now; check what it protects.");

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
