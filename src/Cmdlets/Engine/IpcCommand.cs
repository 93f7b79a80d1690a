using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The base of every cmdlet here: one cancellation token that Ctrl+C, or any other stop of the pipeline, cancels; and
/// one place where exceptions become error records. A cmdlet overrides what it would override elsewhere, with Core
/// behind the name, which is no name of a parameter.
/// </summary>
/// <remarks>
/// What was not got never looks got: a failure ends the cmdlet (a terminating error), so that <c>try</c> catches it.
/// Only one of several objects, in a parameter or from the pipeline, is a non-terminating error, unless
/// <see cref="EndsAtFirstFailure"/>. An -ErrorAction on the call itself, whichever, makes each of them
/// non-terminating: the user has said what is to happen then, and the engine ignores it for terminating errors.
/// </remarks>
public abstract class IpcCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private ErrorRecord? _firstFailure;
    private long _records;

    private protected IpcCommand() => ModuleState.Initialise();

    /// <summary>Cancelled when the pipeline stops. Passed to everything that waits.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>What the user passed, for error records.</summary>
    private protected virtual object? Target => null;

    /// <summary>
    /// Whether the first object from the pipeline that fails ends the cmdlet: so for whatever waits or takes, since
    /// what comes next relies on having got it.
    /// </summary>
    private protected virtual bool EndsAtFirstFailure => false;

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
    protected sealed override void ProcessRecord()
    {
        _records++;
        if (_firstFailure is not null)
        {
            WriteError(_firstFailure); // It was one of several.
            _firstFailure = null;
        }

        Guard(ProcessRecordCore, isRecord: true);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Guard(EndProcessingCore);
        if (_firstFailure is not null)
        {
            Fail(_firstFailure); // It was the only one.
        }
    }

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

    /// <summary>The error of a time-out that has passed.</summary>
    private protected static IpcException TimedOut(string message) => new(IpcError.Timeout, message);

    /// <summary>
    /// Whether what came out of writing an object says that it has arrived: Select-Object -First, break, continue or
    /// exit in what stands behind, and not a failure there or a stop. A compiled command behind that fails cannot be
    /// told from Select-Object: it counts as having got it.
    /// </summary>
    private protected bool IsAnswered(Exception thrown) => FlowControl.Ends(thrown)
        || (thrown is PipelineStoppedException && !Stopping && !StopToken.IsCancellationRequested);

    /// <summary>Says that one object failed: ends the cmdlet, unless it was one of several.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="target">What the user passed.</param>
    /// <param name="among">How many stood beside it in the parameter, itself included.</param>
    private protected void FailOne(Exception failure, object? target, int among)
    {
        ErrorRecord record = ErrorFactory.Create(failure, target);
        if (among > 1 || _records > 1)
        {
            WriteError(record);
        }
        else if (MyInvocation.ExpectingInput)
        {
            _firstFailure = record; // Whether others come is not known yet.
        }
        else
        {
            Fail(record);
        }
    }

    /// <summary>
    /// Does the same to each object of a parameter: one that fails does not keep the others back.
    /// </summary>
    private protected void ForEach<T>(T[] given, Action<T> act)
        where T : IGivenObject
    {
        foreach (T one in given)
        {
            try
            {
                act(one);
            }
            catch (Exception e) when (given.Length > 1 && e is IpcException or InvalidCastException)
            {
                FailOne(e, one.Given, given.Length);
            }
        }
    }

    /// <summary>What stands in error records for a parameter that takes one object or several.</summary>
    private protected static object? TargetOf<T>(T[] given)
        where T : IGivenObject => given is [{ } only] ? only.Given : given.Select(static one => one.Given).ToArray();

    /// <summary>Warns that the holder before died inside.</summary>
    private protected void WarnAbandoned(IIpcObject locked) => WriteWarning(
        $"IpcAbandoned: the last holder of {KindTable.NameOf(locked.Kind)} '{locked}' died while it held it. It is "
            + "yours now; check what it protects.");

    /// <summary>Ends the cmdlet with an error; what -ErrorAction says on the call itself goes before.</summary>
    private protected void Fail(ErrorRecord record)
    {
        if (MyInvocation.BoundParameters.ContainsKey("ErrorAction"))
        {
            WriteError(record);
        }
        else
        {
            ThrowTerminatingError(record);
        }
    }

    // Flow control and stops pass through; everything else becomes one error record.
    private void Guard(Action step, bool isRecord = false)
    {
        try
        {
            step();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is IpcException or ArgumentException or InvalidCastException)
        {
            if (isRecord && !EndsAtFirstFailure)
            {
                FailOne(e, Target, among: 1);
            }
            else
            {
                Fail(ErrorFactory.Create(e, Target));
            }
        }
    }
}
