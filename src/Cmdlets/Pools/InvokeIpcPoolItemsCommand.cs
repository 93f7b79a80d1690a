using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Runs the items of one call, in the scope in which it is called. Internal: not exported by the module.
/// </summary>
/// <remarks>
/// What an item writes to output, and its errors, are sent together when it ends, so that they arrive whole or not at
/// all, whoever is killed. Each is sent before the next item begins: what was done is never in doubt.
/// </remarks>
[Cmdlet(VerbsLifecycle.Invoke, "IpcPoolItems")]
public sealed class InvokeIpcPoolItemsCommand : IpcCommand
{
    private readonly FrameWriter _reply = new();
    private readonly List<object?> _output = [];
    private CallRun _run = null!;
    private ScriptBlock _block = null!;
    // Only a script can give arguments by name to a block, as its caller would: @table.
    private const string ByName =
        "$__ipcBlock, $__ipcNamed, $__ipcRest = $args; . $__ipcBlock @__ipcNamed @__ipcRest";

    private SessionBaseline? _baseline;
    private ScriptBlock? _byName;

    /// <summary>The call.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Run { get; set; } = null!;

    private protected override void ProcessRecordCore()
    {
        _run = (CallRun)(Run is PSObject wrapped ? wrapped.BaseObject : Run);
        if (!TrySetVariables(_run.Script))
        {
            return;
        }

        _run.FlushOutput = FlushOutput;
        _run.Session.Baseline ??= SessionBaseline.Capture(this);
        try
        {
            _block = ScriptBlock.Create(_run.Script.Script);
            RunCall(_run.Script);
        }
        catch (ParseException e)
        {
            // A class that names a type which only the caller has.
            _run.Failure = e.ErrorRecord;
        }
        finally
        {
            _run.Session.Baseline.Restore();
        }
    }

    private bool TrySetVariables(CallScript script)
    {
        foreach (DictionaryEntry variable in script.Carried.Variables)
        {
            try
            {
                SessionState.PSVariable.Set((string)variable.Key, variable.Value);
            }
            catch (Exception e) when (e is RuntimeException or InvalidCastException)
            {
                _run.Failure = ErrorFactory.Create(
                    new IpcException(IpcError.NotSupported, $"The variable '{variable.Key}' cannot be set in a "
                        + $"worker: {e.Message} Leave it out of -Variable.", e), variable.Key);
                return false;
            }
        }

        return true;
    }

    private void RunCall(CallScript script)
    {
        RunOnce(script.Begin);
        if (!script.KeepsState && SessionBaseline.MayBeTouchedBy(_block))
        {
            _baseline = SessionBaseline.Capture(this);
        }

        _run.Connection.Send(FrameKind.Joined, _run.Number);
        CallRun.ItemHandler runItem = RunItem;
        while (!_run.HasAllInput)
        {
            _run.Receive(runItem);
        }

        try
        {
            RunOnce(_run.RunsEnd ? script.End : null);
        }
        catch (Exception e) when (FlowControl.Ends(e))
        {
            _run.Failure = ExitError(e, "-End block"); // Else it would end what runs us, without a word.
        }
    }

    // In the scope of the call: what -Begin sets is there for the items and for -End.
    private void RunOnce(string? block)
    {
        if (block is null)
        {
            return;
        }

        try
        {
            BlockInvoker.Invoke(this, ScriptBlock.Create(block), false, BlockInvoker.NoUnderbar, _run.Script.Arguments, _output);
        }
        finally
        {
            FlushOutput();
        }
    }

    private void FlushOutput()
    {
        foreach (object? value in _output)
        {
            if (_run.Item is null)
            {
                _run.Connection.Send(_run.Number, -1, _run.Encoding, StreamKind.Output, value);
            }
            else
            {
                _run.AddToItem(StreamKind.Output, value);
            }
        }

        _output.Clear();
    }

    private void RunItem(long item, ReadOnlySpan<byte> encoded)
    {
        FrameFlags flags = FrameFlags.None;
        _reply.Clear();
        _run.Item = _reply;
        _run.ItemId = item;
        _run.Connection.Begin(item);
        try
        {
            object? input = _run.Arrived.Encoding.Decode(encoded);
            if (_run.Arrived.TakeProblem([("$_", input)]) is { } missing)
            {
                throw missing;
            }

            (ScriptBlock block, object?[] arguments) = CallOf(input);
            BlockInvoker.Invoke(this, block, !_run.Script.KeepsState, input, arguments, _output);
            FlushOutput();
        }
        catch (PipelineStoppedException)
        {
            SendPart();
            throw;
        }
        catch (Exception e)
        {
            FlushOutput();
            if (Failure(e) is ErrorRecord error)
            {
                _run.AddToItem(StreamKind.Error, error);
                flags = FrameFlags.HasFailed;
            }
        }

        _baseline?.Restore();
        if (StopToken.IsCancellationRequested)
        {
            SendPart();
            throw new PipelineStoppedException(); // What a stopped script has written is not all it would have.
        }

        lock (_run.Adding)
        {
            _run.Item = null; // What a thread of the block adds from here on is refused.
        }

        _run.ItemId = -1;
        _reply.End(_run.Connection.Header(FrameKind.Done, _run.Number, item) with { Flags = flags });
        _run.Connection.Send(_reply);
    }

    // What runs for an input, and what is given to its parameters: in order, or by name.
    private (ScriptBlock Block, object?[] Arguments) CallOf(object? input)
    {
        object?[] given = _run.Script.Arguments;
        if (!_run.Script.Unrolls)
        {
            return (_block, given);
        }

        return (input is PSObject wrapped ? wrapped.BaseObject : input) switch
        {
            IDictionary named and not IIpcObject => (_byName ??= ScriptBlock.Create(ByName), [_block, named, given]),
            IList list => (_block, [.. list.Cast<object?>(), .. given]),
            _ => (_block, [input, .. given]),
        };
    }

    // What the item had written when it was stopped, for the error that says so to follow.
    private void SendPart()
    {
        FlushOutput();
        if (_reply.Written.Length > 0)
        {
            _run.Connection.Send(_reply);
        }
    }

    // Break, continue and exit end the item, as they end the script that ForEach-Object -Parallel runs for it.
    private static ErrorRecord? Failure(Exception exception)
    {
        if (exception is IContainsErrorRecord { ErrorRecord: { } record })
        {
            return record;
        }

        if (exception is IpcException)
        {
            return ErrorFactory.Create(exception, null);
        }

        if (!FlowControl.Ends(exception))
        {
            return new ErrorRecord(exception, exception.GetType().Name, ErrorCategory.NotSpecified, null);
        }

        return ExitError(exception, "item");
    }

    // Null where nothing went wrong.
    private static ErrorRecord? ExitError(Exception exception, string who)
    {
        object? code = FlowControl.ExitCodeOf(exception);
        code = code is PSObject wrapped ? wrapped.BaseObject : code;
        return code is int and not 0 or FlowControl.UnknownCode
            ? ErrorFactory.Create(
                new IpcException(IpcError.WorkerFailed, $"The {who} ended its script with exit code {code}."), null)
            : null;
    }
}
